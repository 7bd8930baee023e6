import { type Hex, numberToHex } from 'viem';
import { type BarAct, type BarSource, FOR_GOOD } from '../../protocol/corpus/bars.ts';
import { depositKey } from '../../protocol/manifest/identifier.ts';
import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** Kinds of subject, as the court numbers them. */
const SUBJECTS = { deposit: 0, model: 1, expert: 2, operator: 3 } as const;

/** What board and court keep from use, as far as the chain is followed. */
export type Restrictions = {
  readonly fold: Fold;
  /** Tells whether a deposit (`sub:` identifier) is held, taken down or frozen at a time in Unix seconds. */
  readonly isBarred: (id: string, now: number) => boolean;
  /** Tells whether the court froze this model, expert or operator at a time in Unix seconds. */
  readonly isFrozen: (kind: Exclude<keyof typeof SUBJECTS, 'deposit'>, id: number, now: number) => boolean;
  /** Acts about deposits up to a block, oldest first: what a snapshot of that block has to leave out. */
  readonly upTo: (block: bigint) => readonly BarAct[];
  /** The next time at which a restriction ends by itself; null when none is running. */
  readonly nextEnd: (now: number) => number | null;
};

type Place = { readonly blockNumber: bigint; readonly logIndex: number };
type Act = { readonly source: BarSource; readonly kind: number; readonly subject: Hex; readonly until: number };

/** Opens the view of restrictions: a row an act, and the newest of each source about a subject is in force. */
export function openRestrictions(journal: Journal): Restrictions {
  journal.migrate('restrictions', [
    `CREATE TABLE restrictions (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, source TEXT NOT NULL, kind INTEGER NOT NULL,
       subject TEXT NOT NULL, ends INTEGER NOT NULL, PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX restrictions_of ON restrictions (kind, subject)`,
  ]);
  const { database } = journal;
  const insert = database.prepare('INSERT INTO restrictions VALUES (?, ?, ?, ?, ?, ?)');
  const newest = `SELECT * FROM restrictions r WHERE NOT EXISTS (SELECT 1 FROM restrictions s WHERE s.source = r.source
    AND s.kind = r.kind AND s.subject = r.subject AND (s.block, s.log_index) > (r.block, r.log_index))`;
  const inForce = database.prepare(`SELECT 1 FROM (${newest} AND r.kind = ? AND r.subject = ?) WHERE ends > ?`);
  const ending = database.prepare(`SELECT MIN(ends) AS at FROM (${newest}) WHERE ends > ? AND ends < ${FOR_GOOD}`);
  const acts = database.prepare(
    `SELECT subject AS deposit, source, ends AS until FROM restrictions WHERE kind = ${SUBJECTS.deposit} AND block <= ?
     ORDER BY block, log_index`,
  );
  const add = ({ source, kind, subject, until }: Act, { blockNumber, logIndex }: Place) =>
    void insert.run(blockNumber, logIndex, source, kind, subject.toLowerCase(), until);
  const addBoard = (subject: Hex, until: number, place: Place) =>
    add({ source: 'board', kind: SUBJECTS.deposit, subject, until }, place);
  const isInForce = (kind: number, subject: Hex, now: number) => inForce.get(kind, subject, now) !== undefined;
  return {
    fold: {
      name: 'restrictions',
      version: 1,
      handlers: [
        on('stewardshipBoard', 'DepositHeld', (event) =>
          addBoard(event.args.depositKey, Number(event.args.until), event),
        ),
        on('stewardshipBoard', 'DepositTakenDown', (event) => addBoard(event.args.depositKey, FOR_GOOD, event)),
        on('stewardshipBoard', 'DepositLifted', (event) => addBoard(event.args.depositKey, 0, event)),
        on('disputeCourt', 'SubjectFrozen', (event) => {
          const { subjectKind: kind, subject, until } = event.args;
          add({ source: 'court', kind, subject, until: Number(until) }, event);
        }),
      ],
      undo: dropRows(journal, 'restrictions'),
    },
    isBarred: (id, now) => isInForce(SUBJECTS.deposit, depositKey(id).toLowerCase() as Hex, now),
    isFrozen: (kind, id, now) => isInForce(SUBJECTS[kind], numberToHex(id, { size: 32 }), now),
    upTo: (block) => acts.all(block) as BarAct[],
    nextEnd: (now) => (ending.get(now) as { at: number | null }).at,
  };
}
