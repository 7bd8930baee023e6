/** So much an hour for each key, which comes back evenly. */
export type Budget = {
  readonly left: (key: string) => number;
  /** Gives what was asked for, or as much as is left. */
  readonly take: (key: string, wanted: number) => number;
};

type Bucket = { readonly left: number; readonly at: number };

/** Keys are what strangers choose; the oldest is forgotten first, so that they cannot fill the memory. */
const MOST_KEYS = 10_000;

/** Creates a budget. */
export function createBudget(perHour: number, now: () => number = Date.now): Budget {
  const buckets = new Map<string, Bucket>();
  const fill = (key: string): number => {
    const bucket = buckets.get(key);
    return bucket ? Math.min(perHour, bucket.left + ((now() - bucket.at) / 3_600_000) * perHour) : perHour;
  };
  return {
    left: (key) => Math.floor(fill(key)),
    take: (key, wanted) => {
      const full = fill(key);
      const given = Math.min(wanted, Math.floor(full));
      buckets.delete(key);
      buckets.set(key, { left: full - given, at: now() });
      if (buckets.size > MOST_KEYS) buckets.delete(buckets.keys().next().value as string);
      return given;
    },
  };
}
