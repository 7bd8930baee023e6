import type { Random } from './random.ts';

/** What balancing needs to know of an expert. */
export type Loaded = { readonly expertId: string; readonly queue: number; readonly capacity: number };

/**
 * Chooses between close candidates by two choices: two at random, then the one with the shorter wait. The wait is the
 * advertised queue and our own jobs in flight, which every other gate is assumed to have as many of.
 */
export function balance<T extends Loaded>(
  close: readonly T[],
  { random, gates, inFlight }: { random: Random; gates: number; inFlight: (expertId: string) => number },
): T | null {
  const take = (from: readonly T[]) => from[Math.floor(random() * from.length)];
  const first = take(close);
  if (!first) return null;
  const second = take(close.filter((one) => one !== first)) ?? first;
  const wait = (one: T) => (one.queue + gates * inFlight(one.expertId)) / Math.max(1, one.capacity);
  return wait(second) < wait(first) ? second : first;
}
