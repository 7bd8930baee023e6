import { type Fold, on } from '../chain/follower.ts';
import type { Audits } from '../journal/audits.ts';

export const DRAWN_SEEDS = 'drawn seeds';

/** Keeps the seeds that were drawn for sealed epochs of all operators; only verifiers need them. */
export function createDrawnSeedFold(audits: Pick<Audits, 'draw' | 'undoDraws'>): Fold {
  return {
    name: DRAWN_SEEDS,
    version: 1,
    handlers: [
      on('spotCheck', 'SeedDrawn', ({ args: { operatorId, epoch, seed }, ...place }) =>
        audits.draw({ operatorId: Number(operatorId), epoch: Number(epoch), seed }, place),
      ),
    ],
    undo: audits.undoDraws,
  };
}
