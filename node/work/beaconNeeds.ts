import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** What waits for the beacon, and who revealed, as far as the chain is followed. */
export type BeaconNeeds = {
  readonly fold: Fold;
  /** Another number whenever something began to wait, since this process began. */
  readonly changes: () => number;
  /** The newest round in which an institution revealed; -1 before the first. */
  readonly revealedIn: () => number;
  /** Institutions that revealed in a round, in lower case. */
  readonly revealsOf: (round: number) => ReadonlySet<string>;
};

/** Rows older than this are of rounds that nobody asks for any more. */
const KEPT_BLOCKS = 50_000n;

type Place = { readonly blockNumber: bigint; readonly logIndex: number };

/** Opens the view of the beacon: a row for each reveal, and one for each thing that began to wait. */
export function openBeaconNeeds(journal: Journal): BeaconNeeds {
  journal.migrate('beacon_needs', [
    `CREATE TABLE beacon_needs (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, round INTEGER, member TEXT,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX beacon_needs_of ON beacon_needs (round)`,
  ]);
  const { database } = journal;
  const add = database.prepare('INSERT INTO beacon_needs VALUES (?, ?, ?, ?)');
  const forget = database.prepare('DELETE FROM beacon_needs WHERE block < ?');
  const newest = database.prepare('SELECT MAX(round) AS round FROM beacon_needs');
  const reveals = database.prepare('SELECT member FROM beacon_needs WHERE round = ?');
  let changes = 0;
  const begin = ({ blockNumber, logIndex }: Place) => {
    forget.run(blockNumber - KEPT_BLOCKS);
    add.run(blockNumber, logIndex, null, null);
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
        on('beacon', 'Revealed', ({ args, blockNumber, logIndex }) => {
          add.run(blockNumber, logIndex, args.round, args.member.toLowerCase());
        }),
      ],
      undo: dropRows(journal, 'beacon_needs'),
    },
    changes: () => changes,
    revealedIn: () => (newest.get() as { round: number | null }).round ?? -1,
    revealsOf: (round) => new Set((reveals.all(round) as { member: string }[]).map(({ member }) => member)),
  };
}
