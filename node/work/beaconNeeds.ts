import { type Fold, on } from '../chain/follower.ts';

/** Tells when something on chain began to wait for the beacon, since this process began. */
export type BeaconNeeds = {
  readonly fold: Fold;
  /** Another number whenever something began to wait. */
  readonly changes: () => number;
  /** The newest round in which an institution revealed; -1 before the first. */
  readonly revealedIn: () => number;
};

/** Opens the view of what waits for the beacon. It keeps no rows: a node that begins takes it that something waits. */
export function openBeaconNeeds(): BeaconNeeds {
  let changes = 0;
  let revealedIn = -1;
  const begin = () => {
    changes += 1;
  };
  return {
    fold: {
      name: 'beacon needs',
      version: 1,
      handlers: [
        on('receiptBook', 'Sealed', begin),
        on('modelRegistry', 'RunOpened', begin),
        on('modelRegistry', 'AdapterRegistered', begin),
        on('spotCheck', 'PanelDrawn', begin),
        on('workLedger', 'GroupApplied', begin),
        on('disputeCourt', 'PanelScheduled', begin),
        on('beacon', 'Revealed', ({ args }) => {
          revealedIn = Math.max(revealedIn, args.round);
        }),
      ],
      undo: () => {},
    },
    changes: () => changes,
    revealedIn: () => revealedIn,
  };
}
