import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** What waits on chain for anyone to tidy it up, as far as the chain is followed. */
export type Upkeep = {
  readonly fold: Fold;
  /** Proposals that nobody concluded yet, with the end of their vote in Unix seconds. */
  readonly unconcluded: () => readonly { readonly proposalId: bigint; readonly voteEnd: number }[];
  /** Operators whose pledges count. */
  readonly pledged: () => readonly number[];
  /** Periods for which groups asked for a seat in the chamber, oldest first. */
  readonly entryPeriods: () => readonly number[];
  /** Attesters that a vote discredited: the slot, and since when their signatures count for nothing. */
  readonly discredited: () => readonly { readonly slot: number; readonly since: number }[];
};

/** Opens the view of upkeep: one row a fact. */
export function openUpkeep(journal: Journal): Upkeep {
  journal.migrate('upkeep', [
    `CREATE TABLE upkeep (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL, value INTEGER NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX upkeep_of ON upkeep (what, subject)`,
  ]);
  const { database } = journal;
  const add = database.prepare('INSERT INTO upkeep VALUES (?, ?, ?, ?, ?)');
  const note = (
    { blockNumber, logIndex }: { readonly blockNumber: bigint; readonly logIndex: number },
    what: string,
    subject: bigint | number,
    value: bigint | number = 0,
  ) => void add.run(blockNumber, logIndex, what, String(subject), value);
  const unconcluded = database.prepare(
    `SELECT subject, MAX(value) AS voteEnd FROM upkeep u WHERE what = 'vote' AND NOT EXISTS
       (SELECT 1 FROM upkeep c WHERE c.what = 'concluded' AND c.subject = u.subject) GROUP BY subject ORDER BY voteEnd`,
  );
  const pledged = database.prepare(
    `SELECT CAST(subject AS INTEGER) AS id FROM upkeep u WHERE what = 'pledge' AND NOT EXISTS (SELECT 1 FROM upkeep v
       WHERE v.what = 'pledge' AND v.subject = u.subject AND (v.block, v.log_index) > (u.block, u.log_index))
       AND value > 0 ORDER BY id`,
  );
  const periods = database.prepare(
    `SELECT DISTINCT CAST(subject AS INTEGER) AS period FROM upkeep WHERE what = 'entry' ORDER BY period`,
  );
  const discredited = database.prepare(
    `SELECT CAST(subject AS INTEGER) AS slot, MIN(value) AS since FROM upkeep WHERE what = 'discredit' GROUP BY subject`,
  );
  return {
    fold: {
      name: 'upkeep',
      version: 1,
      handlers: [
        on('commonsGovernor', 'ProposalCreated', (event) => {
          note(event, 'vote', event.args.proposalId, event.args.voteEnd);
        }),
        on('commonsGovernor', 'ProposalExtended', (event) => {
          note(event, 'vote', event.args.proposalId, event.args.extendedDeadline);
        }),
        on('agenda', 'ProposalConcluded', (event) => note(event, 'concluded', event.args.proposalId)),
        on('commonsPool', 'Pledged', (event) => {
          note(event, 'pledge', event.args.operatorId, event.args.units > 0n || event.args.nextUnits > 0n ? 1 : 0);
        }),
        on('commonsPool', 'PledgeDropped', (event) => note(event, 'pledge', event.args.operatorId, 0)),
        on('workLedger', 'GroupApplied', (event) => note(event, 'entry', event.args.period)),
        on('identityRegistry', 'AttesterDiscredited', (event) => {
          note(event, 'discredit', event.args.slot, event.args.since);
        }),
      ],
      undo: dropRows(journal, 'upkeep'),
    },
    unconcluded: () =>
      (unconcluded.all() as { subject: string; voteEnd: number }[]).map(({ subject, voteEnd }) => ({
        proposalId: BigInt(subject),
        voteEnd,
      })),
    pledged: () => (pledged.all() as { id: number }[]).map(({ id }) => id),
    entryPeriods: () => (periods.all() as { period: number }[]).map(({ period }) => period),
    discredited: () => discredited.all() as { slot: number; since: number }[],
  };
}
