import { type Fold, on } from '../chain/follower.ts';

/** Tells when something on chain began to wait for the beacon, since this process began. */
export type BeaconNeeds = {
  readonly fold: Fold;
  /** Another number whenever something began to wait. */
  readonly changes: () => number;
  /** The newest round in which an institution revealed; -1 before the first. */
  readonly revealedIn: () => number;
  /** Institutions that revealed in one of the last rounds, in lower case. */
  readonly revealsOf: (round: number) => ReadonlySet<string>;
};

const KEPT_ROUNDS = 64;

/** Opens the view of what waits for the beacon. It keeps no rows: a node that begins takes it that something waits. */
export function openBeaconNeeds(): BeaconNeeds {
  let changes = 0;
  let revealedIn = -1;
  const reveals = new Map<number, Set<string>>();
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
        on('disputeCourt', 'CaseSponsored', begin),
        on('disputeCourt', 'CaseAppealed', begin),
        on('beacon', 'Revealed', ({ args }) => {
          revealedIn = Math.max(revealedIn, args.round);
          const members = reveals.get(args.round) ?? new Set();
          reveals.set(args.round, members.add(args.member.toLowerCase()));
          if (reveals.size > KEPT_ROUNDS) reveals.delete(reveals.keys().next().value as number);
        }),
      ],
      undo: () => {},
    },
    changes: () => changes,
    revealedIn: () => revealedIn,
    revealsOf: (round) => reveals.get(round) ?? new Set(),
  };
}
