/** How much one address may ask for: lasting, and at once. */
export type Rate = { readonly ratePerSecond: number; readonly burst: number };

type Bucket = { tokens: number; at: number };

const MAX_ADDRESSES = 10_000;

/** A token bucket per address. The result takes one and gives the seconds to wait for it: 0 when it was there. */
export function createRates({ ratePerSecond, burst }: Rate): (address: string, cost?: number) => number {
  const buckets = new Map<string, Bucket>();
  return (address, cost = 1) => {
    const key = toNetwork(address);
    const now = performance.now();
    const bucket = buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * ratePerSecond);
    bucket.at = now;
    // The oldest address is forgotten first, so that many addresses cannot fill the memory.
    buckets.delete(key);
    buckets.set(key, bucket);
    if (buckets.size > MAX_ADDRESSES) buckets.delete(buckets.keys().next().value as string);
    if (bucket.tokens < cost) return Math.max(1, Math.ceil((cost - bucket.tokens) / ratePerSecond));
    bucket.tokens -= cost;
    return 0;
  };
}

/** Whom an address counts as: who has one IPv6 address has the 2^64 of its network. */
export function toNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1] as string;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::') as [string, string?];
  const groups = head.split(':');
  if (tail === undefined) return groups.slice(0, 4).join(':');
  const after = tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  return [...groups, ...zeros, ...after].slice(0, 4).join(':');
}
