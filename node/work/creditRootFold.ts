import type { Hex } from 'viem';
import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** A root over the verified work of all that an operator posted. */
export type PostedRoot = {
  readonly root: Hex;
  readonly posterId: number;
  /** Unix seconds: the time that its rows speak of, and the time from which nobody can refute it. */
  readonly cutoff: number;
  readonly finalAt: number;
  readonly uri: string;
};

/** Roots of credit and who was credited work, as far as the chain is followed. */
export type CreditBook = {
  readonly fold: Fold;
  /** The root that can still be refuted; null when there is none. */
  readonly pending: () => PostedRoot | null;
  /** The root that claims are made by; null before the first. */
  readonly final: () => PostedRoot | null;
  /** Operators whose row of the pending root was demanded and not shown yet. */
  readonly demanded: () => readonly bigint[];
  /** Tells whether an operator posted a false root once. */
  readonly isBarred: (operatorId: number) => boolean;
  /** Everyone who was ever credited work, ascending. */
  readonly credited: () => readonly bigint[];
  /** Another number whenever something happened to a root, since this process began. */
  readonly changes: () => number;
};

type Step = 'demanded' | 'shown' | 'refuted' | 'finalised';
type Place = { readonly blockNumber: bigint; readonly logIndex: number };

/** Opens the view of credit: a row for each posted root, for each step of one, and for each first credit. */
export function openCreditBook(journal: Journal): CreditBook {
  journal.migrate('credit_roots', [
    `CREATE TABLE posted_roots (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, root TEXT NOT NULL, poster_id INTEGER NOT NULL,
       cutoff INTEGER NOT NULL, final_at INTEGER NOT NULL, uri TEXT NOT NULL, PRIMARY KEY (block, log_index)) STRICT;
     CREATE TABLE root_steps (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, step TEXT NOT NULL, root TEXT NOT NULL, operator_id INTEGER,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE TABLE credited_operators (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, operator_id INTEGER PRIMARY KEY) STRICT`,
  ]);
  const { database } = journal;
  const addRoot = database.prepare('INSERT INTO posted_roots VALUES (?, ?, ?, ?, ?, ?, ?)');
  const addStep = database.prepare('INSERT INTO root_steps VALUES (?, ?, ?, ?, ?)');
  // The first credit of each is enough, and goes only when all later ones go too.
  const addCredit = database.prepare('INSERT OR IGNORE INTO credited_operators VALUES (?, ?, ?)');
  const drop = dropRows(journal, 'posted_roots', 'root_steps', 'credited_operators');
  let changes = 0;
  const record = (step: Step, root: Hex, operatorId: bigint | null, { blockNumber, logIndex }: Place) => {
    addStep.run(blockNumber, logIndex, step, root, operatorId);
    changes += 1;
  };
  return {
    fold: {
      name: 'credit roots',
      version: 1,
      handlers: [
        on('settlement', 'RootPosted', ({ args, blockNumber, logIndex }) => {
          const { root, posterId, cutoff, finalAt, uri } = args;
          addRoot.run(blockNumber, logIndex, root, posterId, cutoff, finalAt, uri);
          changes += 1;
        }),
        on('settlement', 'LeafDemanded', (event) => {
          record('demanded', event.args.root, event.args.operatorId, event);
        }),
        on('settlement', 'LeafShown', (event) => record('shown', event.args.root, event.args.operatorId, event)),
        on('settlement', 'RootRefuted', (event) => record('refuted', event.args.root, event.args.posterId, event)),
        on('settlement', 'RootFinalised', (event) => record('finalised', event.args.root, null, event)),
        on('workLedger', 'WorkCredited', ({ args, blockNumber, logIndex }) => {
          addCredit.run(blockNumber, logIndex, args.operatorId);
        }),
      ],
      undo: (from) => {
        drop(from);
        changes += 1;
      },
    },
    changes: () => changes,
    ...prepareReads(journal),
  };
}

function prepareReads({ database }: Journal): Omit<CreditBook, 'fold' | 'changes'> {
  const columns = 'root, poster_id AS posterId, cutoff, final_at AS finalAt, uri';
  const NEWEST = 'ORDER BY block DESC, log_index DESC LIMIT 1';
  const newest = `SELECT * FROM posted_roots ${NEWEST}`;
  const isOfIt = 's.root = p.root AND (s.block, s.log_index) > (p.block, p.log_index)';
  const pending = database.prepare(
    `SELECT ${columns} FROM (${newest}) p WHERE NOT EXISTS
       (SELECT 1 FROM root_steps s WHERE s.step IN ('refuted', 'finalised') AND ${isOfIt})`,
  );
  const final = database.prepare(
    `SELECT ${columns} FROM posted_roots
     WHERE root = (SELECT root FROM root_steps WHERE step = 'finalised' ${NEWEST}) ${NEWEST}`,
  );
  const demanded = database.prepare(
    `SELECT s.operator_id AS id FROM root_steps s, (${newest}) p WHERE s.step IN ('demanded', 'shown') AND ${isOfIt}
     GROUP BY s.operator_id HAVING SUM(s.step = 'shown') = 0 ORDER BY id`,
  );
  const barred = database.prepare("SELECT 1 FROM root_steps WHERE step = 'refuted' AND operator_id = ?");
  const credited = database.prepare('SELECT operator_id AS id FROM credited_operators ORDER BY id');
  const toIds = (rows: unknown[]) => (rows as { id: number }[]).map(({ id }) => BigInt(id));
  return {
    pending: () => (pending.get() as PostedRoot | undefined) ?? null,
    final: () => (final.get() as PostedRoot | undefined) ?? null,
    demanded: () => toIds(demanded.all()),
    isBarred: (operatorId) => barred.get(operatorId) !== undefined,
    credited: () => toIds(credited.all()),
  };
}
