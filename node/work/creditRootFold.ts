import { type Fold, on } from '../chain/follower.ts';
import type { CreditRootJournal } from '../journal/creditRoots.ts';

/** Keeps the roots of credit that were posted, what became of them, and who was credited work. */
export function createCreditRootFold(roots: CreditRootJournal): Fold {
  return {
    name: 'credit roots',
    version: 1,
    handlers: [
      on('settlement', 'RootPosted', ({ args, ...place }) =>
        roots.post({ ...args, posterId: Number(args.posterId) }, place),
      ),
      on('settlement', 'LeafDemanded', ({ args: { root, operatorId }, ...place }) =>
        roots.step({ step: 'demanded', root, operatorId: Number(operatorId) }, place),
      ),
      on('settlement', 'LeafShown', ({ args: { root, operatorId }, ...place }) =>
        roots.step({ step: 'shown', root, operatorId: Number(operatorId) }, place),
      ),
      on('settlement', 'RootRefuted', ({ args: { root, posterId }, ...place }) =>
        roots.step({ step: 'refuted', root, operatorId: Number(posterId) }, place),
      ),
      on('settlement', 'RootFinalised', ({ args: { root }, ...place }) =>
        roots.step({ step: 'finalised', root, operatorId: null }, place),
      ),
      on('workLedger', 'WorkCredited', ({ args: { operatorId }, ...place }) => roots.credit(operatorId, place)),
    ],
    undo: roots.undo,
  };
}
