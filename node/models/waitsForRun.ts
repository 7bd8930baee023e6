import type { Chain } from '../chain/chain.ts';
import type { Follower } from '../chain/follower.ts';
import type { TrainingRuns } from './runFold.ts';

/** Where a run stands on chain. */
export type RunParts = {
  readonly chain: Pick<Chain, 'read'>;
  readonly follower: Pick<Follower, 'head'>;
  readonly runs: Pick<TrainingRuns, 'claimsOf'>;
};

/** Whether a policy takes another run: it has none, or its last one was not verified in its life. */
export async function waitsForRun({ chain, follower, runs }: RunParts, policyId: number): Promise<boolean> {
  const last = runs.claimsOf(policyId).at(-1);
  if (!last) return true;
  const [{ claimedAt, openedAt, closedAt, verifiedAt }, { runLife }] = await Promise.all([
    chain.read({ contract: 'modelRegistry', functionName: 'run', args: [BigInt(last.runId)] }),
    chain.read({ contract: 'modelRegistry', functionName: 'settings' }),
  ]);
  return verifiedAt === 0 && Number(follower.head().timestamp) >= Math.max(claimedAt, openedAt, closedAt) + runLife;
}
