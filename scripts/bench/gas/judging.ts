import type { Figure } from '../figure.ts';
import type { GasChain } from './chain.ts';
import type { Commons } from './members.ts';

/** Judges one proof chunk at 32 and 128 opened points. */
export async function measureJudging(_chain: GasChain, _commons: Commons): Promise<readonly Figure[]> {
  return [];
}
