import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BaseError } from '../../protocol/errors/BaseError.ts';

/** A SQLite file whose commits are on disk when they return. */
export type SqliteFile = {
  readonly path: string;
  readonly database: DatabaseSync;
  /** Runs `work` in a transaction of its own, now. */
  readonly transact: <T>(work: () => T) => T;
  /** Runs `work` in a transaction shared with others of the same moment: one write to disk for all of them. */
  readonly commit: <T>(work: () => T) => Promise<T>;
  /** Empties the log beside the file, so that what was deleted is on no page of either. @throws FileInUseError */
  readonly truncate: () => void;
  readonly close: () => void;
};

type Waiting = {
  readonly work: () => unknown;
  readonly done: (value: never) => void;
  readonly fail: (error: unknown) => void;
};

const GATHER_MS = 25;

/** Opens or creates a file. @throws JournalCorruptError, DiskFullError */
export function openSqliteFile(path: string): SqliteFile {
  const database = open(path);
  const transact = <T>(work: () => T): T => inTransaction(database, path, work);
  let waiting: Waiting[] = [];
  let flushedAt = 0;
  /** Whether several gathered last time: then more will come. */
  let isBusy = false;

  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    isBusy = batch.length > 1;
    if (batch.length === 0) return;
    const settle: (() => void)[] = [];
    try {
      transact(() => {
        for (const it of batch) settle.push(runOne(database, it));
      });
    } catch (error) {
      for (const it of batch) it.fail(error);
      return;
    } finally {
      flushedAt = performance.now();
    }
    for (const tell of settle) tell();
  };
  const commit = <T>(work: () => T): Promise<T> =>
    new Promise<T>((done, fail) => {
      waiting.push({ work, done, fail });
      if (waiting.length > 1) return;
      // A lone commit goes at once; under load commits gather, since each write to disk blocks the whole process.
      const rest = isBusy ? GATHER_MS - (performance.now() - flushedAt) : 0;
      if (rest > 0) setTimeout(flush, rest);
      else setImmediate(flush);
    });
  const truncate = () => {
    flush();
    const { busy } = checkpoint(database, path);
    if (busy !== 0) throw new FileInUseError(path);
  };
  const close = () => {
    flush();
    if (database.isOpen) database.close();
  };
  return { path, database, transact, commit, truncate, close };
}

/** One piece of a shared transaction: its own failure takes back only its own writes; a full disk fails them all. */
function runOne(database: DatabaseSync, it: Waiting): () => void {
  database.exec('SAVEPOINT piece');
  try {
    const value = it.work();
    database.exec('RELEASE piece');
    return () => it.done(value as never);
  } catch (error) {
    if (!database.isTransaction) throw error;
    database.exec('ROLLBACK TO piece; RELEASE piece');
    return () => it.fail(toFileError(error, String(database.location() ?? '')));
  }
}

function open(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const database = new DatabaseSync(path, { timeout: 5000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
    // Deleted rows are written over with zeros: a withdrawn text must not be read from a free page.
    database.exec('PRAGMA secure_delete = ON');
    const check = database.prepare('PRAGMA quick_check(1)').get() as { quick_check?: string } | undefined;
    if (check?.quick_check !== 'ok') throw new JournalCorruptError(path, check?.quick_check);
    return database;
  } catch (error) {
    throw toFileError(error, path);
  }
}

/** A database in memory has no log and answers -1 for its pages. */
function checkpoint(database: DatabaseSync, path: string): { readonly busy: number } {
  try {
    return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
  } catch (error) {
    throw toFileError(error, path);
  }
}

function inTransaction<T>(database: DatabaseSync, path: string, work: () => T): T {
  try {
    database.exec('BEGIN IMMEDIATE');
    const value = work();
    database.exec('COMMIT');
    return value;
  } catch (error) {
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
    throw toFileError(error, path);
  }
}

const FULL = 13;
const INPUT_OUTPUT = 10;
const CORRUPT = [11, 26];

function toFileError(error: unknown, path: string): unknown {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  if (typeof code !== 'number') return error;
  const primary = code & 0xff;
  if (primary === FULL || primary === INPUT_OUTPUT) return new DiskFullError(path, error);
  if (CORRUPT.includes(primary)) return new JournalCorruptError(path, error);
  return error;
}

export class JournalCorruptError extends BaseError {
  override readonly name = 'JournalCorruptError';
  constructor(path: string, cause: unknown) {
    super('This file of the node is damaged.', {
      values: { path },
      hint: 'Move it aside and put back a copy; without one the node starts empty and cannot extend its anchored log.',
      cause,
    });
  }
}

export class DiskFullError extends BaseError {
  override readonly name = 'DiskFullError';
  override readonly kind = 'full';
  constructor(path: string, cause: unknown) {
    super('The disk does not take more data.', {
      values: { path },
      hint: 'Free some space; nothing was half-written, and the node goes on as soon as there is room.',
      cause,
    });
  }
}

/** Somebody else reads the file, so that its log could not be emptied. */
export class FileInUseError extends BaseError {
  override readonly name = 'FileInUseError';
  override readonly kind = 'unavailable';
  constructor(path: string) {
    super('Another program reads this file of the node.', {
      values: { path },
      hint: 'What was deleted stays in the log beside it until that program ends.',
    });
  }
}
