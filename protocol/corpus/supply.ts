import { apportion } from './apportion.ts';
import type { SampleDocument } from './sample.ts';

/** The most words that each contributor may fill, by register and contributor. */
export type Supply = ReadonlyMap<string, ReadonlyMap<string, bigint>>;

/** What limits each contributor's part. */
export type SupplyOptions = {
  readonly registers: readonly string[];
  readonly weights: readonly bigint[];
  readonly plan: { readonly wordBudget: number; readonly epochCap: number; readonly contributorCapBp: number };
};

/**
 * Divides each contributor's cap over the registers they wrote in, by the voted weights. So no contributor fills more
 * than their cap of the budget, whatever the registers end up with.
 */
export function planSupply(documents: readonly SampleDocument[], { registers, weights, plan }: SupplyOptions): Supply {
  const cap = (BigInt(plan.wordBudget) * BigInt(plan.contributorCapBp)) / 10_000n;
  const supply = new Map(registers.map((register) => [register, new Map<string, bigint>()]));
  for (const [contributor, written] of countWords(documents)) {
    const most = registers.map((register) => BigInt(written.get(register) ?? 0) * BigInt(plan.epochCap));
    const wanted = most.reduce((sum, words) => sum + words, 0n);
    const parts = wanted <= cap ? most : apportion({ total: cap, weights, capacities: most });
    registers.forEach((register, i) => {
      if (parts[i]) supply.get(register)?.set(contributor, parts[i]);
    });
  }
  return supply;
}

/** Words that one register can fill. */
export function totalSupply(supply: Supply, register: string): bigint {
  return [...(supply.get(register)?.values() ?? [])].reduce((sum, words) => sum + words, 0n);
}

function countWords(documents: readonly SampleDocument[]): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const { contributor, register, words } of documents) {
    const own = counts.get(contributor) ?? new Map<string, number>();
    counts.set(contributor, own);
    own.set(register, (own.get(register) ?? 0) + words);
  }
  return counts;
}
