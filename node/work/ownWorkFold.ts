import { type Fold, on } from '../chain/follower.ts';
import type { OwnWork, WorkStep } from '../journal/ownWork.ts';

type Told = {
  readonly args: { readonly operatorId: bigint; readonly epoch: bigint; readonly root?: `0x${string}` };
  readonly blockNumber: bigint;
  readonly logIndex: number;
};

/** Keeps what happens on chain to the epochs of one operator. */
export function createOwnWorkFold(work: Pick<OwnWork, 'record' | 'undo'>, operatorId: bigint): Fold {
  const record = (step: WorkStep['step']) => (event: Told) => {
    if (event.args.operatorId === operatorId) work.record({ ...event, ...event.args, step });
  };
  return {
    // Rows are those of one operator, so another number asks for them anew.
    name: `work of operator ${operatorId}`,
    version: 1,
    handlers: [
      on('receiptBook', 'Sealed', record('sealed')),
      on('spotCheck', 'SeedDrawn', record('drawn')),
      on('spotCheck', 'VerdictRevealed', record('revealed')),
      on('spotCheck', 'EpochCredited', record('credited')),
    ],
    undo: work.undo,
  };
}
