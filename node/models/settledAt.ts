import type { Chain } from '../chain/chain.ts';

/**
 * Unix seconds from which on nobody can ask about a run any more: its life, or since it was verified the challenge window
 * of its model, and then the time in which a ruling may take back what came of it.
 */
export async function settledAt({ read }: Pick<Chain, 'read'>, runId: number): Promise<number> {
  const [{ openedAt, closedAt, verifiedAt }, { challengeWindow, runLife }, { debitPeriod }] = await Promise.all([
    read({ contract: 'modelRegistry', functionName: 'run', args: [BigInt(runId)] }),
    read({ contract: 'modelRegistry', functionName: 'settings' }),
    read({ contract: 'spotCheck', functionName: 'settings' }),
  ]);
  const looked = verifiedAt === 0 ? Math.max(openedAt, closedAt) + runLife : verifiedAt + challengeWindow;
  return looked + debitPeriod;
}
