import { readableOf, type SampleDocument } from './sample.ts';

/** What is split, and by which weights. */
export type ApportionOptions = {
  readonly total: bigint;
  /** One weight per party; parties of weight 0 get nothing. */
  readonly weights: readonly bigint[];
  /** The most that each party can take; unlimited when left out. */
  readonly capacities?: readonly bigint[];
};

/**
 * Splits a whole number by weights with largest remainders (ties to the earlier party). What a party cannot take moves
 * to the others in proportion to their weights. The parts add up to the total, or to all capacities when these are less.
 */
export function apportion({ total, weights, capacities }: ApportionOptions): bigint[] {
  const parts = weights.map(() => 0n);
  let open = weights.flatMap((weight, i) => (weight > 0n ? [i] : []));
  let left = total;
  for (;;) {
    const weightSum = open.reduce((sum, i) => sum + (weights[i] ?? 0n), 0n);
    const overfull = capacities
      ? open.filter((i) => left * (weights[i] ?? 0n) > (capacities[i] ?? 0n) * weightSum)
      : [];
    if (overfull.length === 0 || !capacities) return addLargestRemainders(parts, { open, left, weights, weightSum });
    for (const i of overfull) parts[i] = capacities[i] ?? 0n;
    left -= overfull.reduce((sum, i) => sum + (capacities[i] ?? 0n), 0n);
    open = open.filter((i) => !overfull.includes(i));
  }
}

type Rest = {
  readonly open: readonly number[];
  readonly left: bigint;
  readonly weights: readonly bigint[];
  readonly weightSum: bigint;
};

function addLargestRemainders(parts: bigint[], { open, left, weights, weightSum }: Rest): bigint[] {
  if (open.length === 0) return parts;
  const exact = open.map((i) => {
    const product = left * (weights[i] ?? 0n);
    return { i, whole: product / weightSum, remainder: product % weightSum };
  });
  const missing = Number(left - exact.reduce((sum, each) => sum + each.whole, 0n));
  const byRemainder = [...exact].sort((a, b) =>
    a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1,
  );
  const rounded = new Set(byRemainder.slice(0, missing).map((each) => each.i));
  for (const { i, whole } of exact) parts[i] = whole + (rounded.has(i) ? 1n : 0n);
  return parts;
}

/** The most bytes that each identity may fill, by register and identity. */
export type Supply = ReadonlyMap<string, ReadonlyMap<number, bigint>>;

/** What limits each identity's part. */
export type SupplyOptions = {
  readonly registers: readonly string[];
  readonly weights: readonly bigint[];
  readonly plan: { readonly budget: number; readonly epochCap: number; readonly capBp: number };
};

/**
 * Divides each identity's cap over the registers it wrote in, by the voted weights. So no identity fills more than its cap
 * of the budget, whatever the registers end up with; all accounts without one fill no more than that together.
 */
export function planSupply(documents: readonly SampleDocument[], { registers, weights, plan }: SupplyOptions): Supply {
  const cap = (BigInt(plan.budget) * BigInt(plan.capBp)) / 10_000n;
  const supply = new Map(registers.map((register) => [register, new Map<number, bigint>()]));
  for (const [identity, readable] of countReadable(documents, plan.epochCap)) {
    const most = registers.map((register) => BigInt(readable.get(register) ?? 0));
    const wanted = most.reduce((sum, bytes) => sum + bytes, 0n);
    const parts = wanted <= cap ? most : apportion({ total: cap, weights, capacities: most });
    registers.forEach((register, i) => {
      if (parts[i]) supply.get(register)?.set(identity, parts[i]);
    });
  }
  return supply;
}

/** Bytes that one register can fill. */
export function totalSupply(supply: Supply, register: string): bigint {
  return [...(supply.get(register)?.values() ?? [])].reduce((sum, bytes) => sum + bytes, 0n);
}

function countReadable(documents: readonly SampleDocument[], epochs: number): Map<number, Map<string, number>> {
  const counts = new Map<number, Map<string, number>>();
  for (const { identity, register, bytes } of documents) {
    const own = counts.get(identity) ?? new Map<string, number>();
    counts.set(identity, own);
    own.set(register, (own.get(register) ?? 0) + readableOf(bytes, epochs));
  }
  return counts;
}
