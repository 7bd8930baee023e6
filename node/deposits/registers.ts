import type { Chain } from '../chain/chain.ts';

const KEEP_MS = 60_000;

/** Creates what reads the registers of the policy in force; an answer is kept for a minute. */
export function createRegisters(chain: Pick<Chain, 'read'>): () => Promise<readonly string[]> {
  let kept: { readonly until: number; readonly value: Promise<readonly string[]> } | null = null;
  return () => {
    if (kept && kept.until > Date.now()) return kept.value;
    const value = chain.read({ contract: 'mixturePolicy', functionName: 'registers' });
    kept = { until: Date.now() + KEEP_MS, value };
    value.catch(() => {
      kept = null;
    });
    return value;
  };
}
