import type { Address, Hex } from 'viem';
import type { SignedStatement } from '../../protocol/blocks/logBatch.ts';
import type { Register } from '../../protocol/manifest/register.ts';
import type { Purpose, Tier } from '../../protocol/manifest/tier.ts';
import type { Journal } from './journal.ts';

/** One accepted deposit as the node keeps it. The text itself is nowhere in here. */
export type DepositRecord = {
  readonly index: number;
  /** `sub:` identifier. */
  readonly id: string;
  readonly contributor: Address;
  readonly register: Register;
  readonly tier: Tier;
  readonly language: string;
  readonly label: string;
  readonly bytes: number;
  /** CID of the ciphertext. */
  readonly ciphertext: string;
  /** Unix seconds. */
  readonly acceptedAt: number;
  readonly deadline: number;
  readonly withdrawn: boolean;
};

export type NewDeposit = Omit<DepositRecord, 'index' | 'withdrawn'> & {
  /** What the contributor signed; it goes into the log with its leaf. */
  readonly statement: SignedStatement;
  /** Content key and salt, locked. */
  readonly secrets: Uint8Array;
  /** Keyed hash of the text. */
  readonly duplicate: Uint8Array;
};

/** Of deposits with the same text, those that whoever gives it again is told of. */
export type IsTold = (record: DepositRecord) => boolean;

/** What became of an insertion; `known` and `duplicate` name the record that was there before. */
export type Insertion =
  | { readonly outcome: 'accepted' | 'known'; readonly record: DepositRecord }
  | { readonly outcome: 'duplicate'; readonly record: DepositRecord };

/** A key that was given away, and what the chain named the requester for. */
export type Release = {
  readonly deposit: string;
  readonly purpose: Purpose;
  readonly snapshot: Hex;
  readonly requester: Address;
  readonly warrant: string;
  /** Unix seconds. */
  readonly at: number;
};

export type DepositJournal = {
  /** Appends to the log, unless the id is there already, or the text in a deposit that may be told. Joins the caller's transaction. */
  readonly insert: (deposit: NewDeposit, isTold: IsTold) => Insertion;
  readonly find: (id: string) => DepositRecord | null;
  readonly findText: (duplicate: Uint8Array, isTold: IsTold) => DepositRecord | null;
  readonly size: () => number;
  /** Identifiers by index, from `start` on. */
  readonly idsFrom: (start: number, limit: number) => readonly string[];
  /** What contributors signed, by index, from `start` on. */
  readonly statementsFrom: (start: number, limit: number) => readonly SignedStatement[];
  /** Locked content key and salt; null once withdrawn. */
  readonly secrets: (id: string) => Uint8Array | null;
  /** Destroys the secrets and the duplicate hash, for good. */
  readonly erase: (id: string) => void;
  readonly logRelease: (release: Release) => void;
  /** Releases of one deposit's key, newest first, and how many there are. */
  readonly releases: (id: string, limit: number) => { readonly total: number; readonly newest: readonly Release[] };
};

const COLUMNS =
  'position AS "index", id, contributor, register, tier, language, label, bytes, ciphertext, accepted_at AS acceptedAt, deadline, withdrawn';

/** Opens the deposit tables. */
export function openDepositJournal(journal: Journal): DepositJournal {
  journal.migrate('deposits', [
    `CREATE TABLE deposits (
       position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, contributor TEXT NOT NULL, register TEXT NOT NULL,
       tier TEXT NOT NULL, language TEXT NOT NULL, label TEXT NOT NULL, bytes INTEGER NOT NULL, ciphertext TEXT NOT NULL,
       accepted_at INTEGER NOT NULL, deadline INTEGER NOT NULL, secrets BLOB, duplicate BLOB UNIQUE,
       withdrawn INTEGER NOT NULL DEFAULT 0);
     CREATE TABLE releases (
       deposit TEXT NOT NULL, purpose TEXT NOT NULL, snapshot TEXT NOT NULL, requester TEXT NOT NULL, at INTEGER NOT NULL);
     CREATE INDEX releases_by_deposit ON releases (deposit)`,
    // A deposit from before has none: it stays in the log, and is nobody's.
    `ALTER TABLE deposits ADD COLUMN signed_at INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE deposits ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE deposits ADD COLUMN signature BLOB NOT NULL DEFAULT x''`,
    `ALTER TABLE releases ADD COLUMN warrant TEXT NOT NULL DEFAULT ''`,
    // Two people may give the same text, and neither is told of the other.
    `CREATE TABLE given (
       position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, contributor TEXT NOT NULL, register TEXT NOT NULL,
       tier TEXT NOT NULL, language TEXT NOT NULL, label TEXT NOT NULL, bytes INTEGER NOT NULL, ciphertext TEXT NOT NULL,
       accepted_at INTEGER NOT NULL, deadline INTEGER NOT NULL, secrets BLOB, duplicate BLOB,
       withdrawn INTEGER NOT NULL, signed_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, signature BLOB NOT NULL);
     INSERT INTO given SELECT * FROM deposits;
     DROP TABLE deposits;
     ALTER TABLE given RENAME TO deposits;
     CREATE INDEX deposits_of_text ON deposits (duplicate)`,
  ]);
  const { database } = journal;
  const insert = database.prepare(
    `INSERT INTO deposits (position, id, contributor, register, tier, language, label, bytes, ciphertext, accepted_at,
       deadline, secrets, duplicate, withdrawn, signed_at, expires_at, signature)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)`,
  );
  const byId = database.prepare(`SELECT ${COLUMNS} FROM deposits WHERE id = ?`);
  const byText = database.prepare(`SELECT ${COLUMNS} FROM deposits WHERE duplicate = ? ORDER BY position`);
  const size = database.prepare('SELECT coalesce(max(position) + 1, 0) AS n FROM deposits');
  const ids = database.prepare('SELECT id FROM deposits WHERE position >= ? ORDER BY position LIMIT ?');
  const statements = database.prepare(
    `SELECT signed_at AS signedAt, expires_at AS expiresAt, signature FROM deposits WHERE position >= ?
     ORDER BY position LIMIT ?`,
  );
  const secrets = database.prepare('SELECT secrets FROM deposits WHERE id = ?');
  const erase = database.prepare('UPDATE deposits SET secrets = NULL, duplicate = NULL, withdrawn = 1 WHERE id = ?');
  const release = database.prepare('INSERT INTO releases VALUES (?, ?, ?, ?, ?, ?)');
  const releases = database.prepare('SELECT * FROM releases WHERE deposit = ? ORDER BY rowid DESC LIMIT ?');
  const countReleases = database.prepare('SELECT count(*) AS n FROM releases WHERE deposit = ?');

  const find = (id: string) => toRecord(byId.get(id));
  const findText = (duplicate: Uint8Array, isTold: IsTold): DepositRecord | null => {
    for (const row of byText.iterate(duplicate)) {
      const record = toRecord(row);
      if (record && isTold(record)) return record;
    }
    return null;
  };
  const count = () => (size.get() as { n: number }).n;
  return {
    insert: (it, isTold) => {
      const known = find(it.id);
      if (known) return { outcome: 'known', record: known };
      const same = findText(it.duplicate, isTold);
      if (same) return { outcome: 'duplicate', record: same };
      const index = count();
      insert.run(
        ...[index, it.id, it.contributor, it.register, it.tier, it.language, it.label, it.bytes, it.ciphertext],
        ...[it.acceptedAt, it.deadline, it.secrets, it.duplicate],
        ...[it.statement.signedAt, it.statement.expiresAt, it.statement.signature],
      );
      const { secrets: _, duplicate: __, statement: ___, ...rest } = it;
      return { outcome: 'accepted', record: { ...rest, index, withdrawn: false } };
    },
    find,
    findText,
    size: count,
    idsFrom: (start, limit) => (ids.all(start, limit) as { id: string }[]).map((row) => row.id),
    statementsFrom: (start, limit) => statements.all(start, limit).map((row) => ({ ...row }) as SignedStatement),
    secrets: (id) => (secrets.get(id) as { secrets: Uint8Array | null } | undefined)?.secrets ?? null,
    erase: (id) => void erase.run(id),
    logRelease: (it) => void release.run(it.deposit, it.purpose, it.snapshot, it.requester, it.at, it.warrant),
    releases: (id, limit) => ({
      total: (countReleases.get(id) as { n: number }).n,
      newest: releases.all(id, limit) as unknown as readonly Release[],
    }),
  };
}

function toRecord(row: unknown): DepositRecord | null {
  if (!row) return null;
  const record = row as Omit<DepositRecord, 'withdrawn'> & { withdrawn: number };
  return { ...record, withdrawn: record.withdrawn === 1 };
}
