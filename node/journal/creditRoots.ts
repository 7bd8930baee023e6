import type { Hex } from 'viem';
import type { Journal } from './journal.ts';

type Place = { readonly blockNumber: bigint; readonly logIndex: number };

/** A root over the verified work of all that an operator posted. */
export type PostedRoot = {
  readonly root: Hex;
  readonly posterId: number;
  /** Unix seconds: the time that its rows speak of, and the time from which nobody can refute it. */
  readonly cutoff: number;
  readonly finalAt: number;
  readonly uri: string;
};

/** What became of the root that is being tested. */
export type RootStep = {
  readonly step: 'demanded' | 'shown' | 'refuted' | 'finalised';
  readonly root: Hex;
  /** Whose row was demanded or shown, or who posted a false root; nobody when a root became final. */
  readonly operatorId: number | null;
};

/** What the chain holds of roots of credit, and of who was credited work. */
export type CreditRootJournal = {
  readonly post: (root: PostedRoot, place: Place) => void;
  readonly step: (step: RootStep, place: Place) => void;
  readonly credit: (operatorId: bigint, place: Place) => void;
  readonly undo: (fromBlock: bigint) => void;
  /** The root that can still be refuted; null when there is none. */
  readonly pending: () => PostedRoot | null;
  /** The root that claims are made by; null before the first. */
  readonly final: () => PostedRoot | null;
  /** Operators whose row of the pending root was demanded and not shown yet. */
  readonly demanded: () => readonly bigint[];
  readonly uriOf: (root: Hex) => string | null;
  /** Tells whether an operator posted a false root once. */
  readonly isBarred: (operatorId: number) => boolean;
  /** Everyone who was ever credited work, ascending. */
  readonly credited: () => readonly bigint[];
  /** Another number whenever something happened to a root, since this process began. */
  readonly changes: () => number;
};

const POSTED = 'root, poster_id AS posterId, cutoff, final_at AS finalAt, uri';

/** Opens the tables of credit roots and of credited operators. */
export function openCreditRootJournal(journal: Journal): CreditRootJournal {
  journal.migrate('credit roots', [
    `CREATE TABLE posted_roots (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, root TEXT NOT NULL, poster_id INTEGER NOT NULL,
       cutoff INTEGER NOT NULL, final_at INTEGER NOT NULL, uri TEXT NOT NULL, PRIMARY KEY (block, log_index)
     ) STRICT;
     CREATE TABLE root_steps (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, step TEXT NOT NULL, root TEXT NOT NULL, operator_id INTEGER,
       PRIMARY KEY (block, log_index)
     ) STRICT;
     CREATE TABLE credited_operators (
       operator_id INTEGER PRIMARY KEY, block INTEGER NOT NULL, log_index INTEGER NOT NULL
     ) STRICT`,
  ]);
  const { database } = journal;
  const post = database.prepare('INSERT INTO posted_roots VALUES (?, ?, ?, ?, ?, ?, ?)');
  const step = database.prepare('INSERT INTO root_steps VALUES (?, ?, ?, ?, ?)');
  // The first credit of each is enough: later ones can be undone without it.
  const credit = database.prepare('INSERT OR IGNORE INTO credited_operators VALUES (?, ?, ?)');
  const undo = ['posted_roots', 'root_steps', 'credited_operators'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE block >= ?`),
  );
  const newest = 'SELECT * FROM posted_roots ORDER BY block DESC, log_index DESC LIMIT 1';
  const after = '(s.block, s.log_index) > (p.block, p.log_index) AND s.root = p.root';
  const pending = database.prepare(
    `SELECT ${POSTED} FROM (${newest}) p WHERE NOT EXISTS
       (SELECT 1 FROM root_steps s WHERE s.step IN ('refuted', 'finalised') AND ${after})`,
  );
  const final = database.prepare(
    `SELECT ${POSTED} FROM posted_roots WHERE root =
       (SELECT root FROM root_steps WHERE step = 'finalised' ORDER BY block DESC, log_index DESC LIMIT 1)
     ORDER BY block DESC, log_index DESC LIMIT 1`,
  );
  const demanded = database.prepare(
    `SELECT s.operator_id AS id FROM root_steps s, (${newest}) p WHERE s.step IN ('demanded', 'shown') AND ${after}
     GROUP BY s.operator_id HAVING SUM(s.step = 'shown') = 0 ORDER BY id`,
  );
  const uri = database.prepare(
    'SELECT uri FROM posted_roots WHERE root = ? ORDER BY block DESC, log_index DESC LIMIT 1',
  );
  const barred = database.prepare("SELECT 1 FROM root_steps WHERE step = 'refuted' AND operator_id = ?");
  const credited = database.prepare('SELECT operator_id AS id FROM credited_operators ORDER BY id');
  let changes = 0;
  return {
    post: ({ root, posterId, cutoff, finalAt, uri }, { blockNumber, logIndex }) => {
      post.run(blockNumber, logIndex, root, posterId, cutoff, finalAt, uri);
      changes += 1;
    },
    step: (it, { blockNumber, logIndex }) => {
      step.run(blockNumber, logIndex, it.step, it.root, it.operatorId);
      changes += 1;
    },
    credit: (operatorId, { blockNumber, logIndex }) => void credit.run(operatorId, blockNumber, logIndex),
    undo: (fromBlock) => {
      for (const statement of undo) statement.run(fromBlock);
      changes += 1;
    },
    pending: () => (pending.get() as PostedRoot | undefined) ?? null,
    final: () => (final.get() as PostedRoot | undefined) ?? null,
    demanded: () => (demanded.all() as { id: number }[]).map(({ id }) => BigInt(id)),
    uriOf: (root) => (uri.get(root) as { uri: string } | undefined)?.uri ?? null,
    isBarred: (operatorId) => barred.get(operatorId) !== undefined,
    credited: () => (credited.all() as { id: number }[]).map(({ id }) => BigInt(id)),
    changes: () => changes,
  };
}
