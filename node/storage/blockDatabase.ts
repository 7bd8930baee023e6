import { createHash } from 'node:crypto';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as Digest from 'multiformats/hashes/digest';
import { sha256 } from 'multiformats/hashes/sha2';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { openSqliteFile } from '../journal/sqliteFile.ts';

type Bytes = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
type InputPair = { readonly cid: CID; readonly bytes: Bytes };
type Many<T> = Iterable<T> | AsyncIterable<T>;

/**
 * Helia's block store over one SQLite file. Unlike one file per block it survives a power cut, does not run out of
 * inodes, and blocks of the same moment share one write to disk.
 */
export class BlockDatabase {
  readonly #file;
  readonly #put;
  readonly #get;
  readonly #has;
  readonly #delete;
  readonly #keys;
  readonly #isOwned;

  /** `isOwned` tells of blocks that must not be deleted. */
  constructor(path: string, isOwned: (cid: CID) => boolean = () => false) {
    this.#file = openSqliteFile(path);
    this.#isOwned = isOwned;
    const { database } = this.#file;
    database.exec('CREATE TABLE IF NOT EXISTS blocks (hash BLOB PRIMARY KEY, bytes BLOB NOT NULL)');
    this.#put = database.prepare('INSERT OR IGNORE INTO blocks VALUES (?, ?)');
    this.#get = database.prepare('SELECT bytes FROM blocks WHERE hash = ?');
    this.#has = database.prepare('SELECT 1 FROM blocks WHERE hash = ?');
    this.#delete = database.prepare('DELETE FROM blocks WHERE hash = ?');
    this.#keys = database.prepare('SELECT hash FROM blocks');
  }

  has(cid: CID): boolean {
    return this.#has.get(cid.multihash.bytes) !== undefined;
  }

  async put(cid: CID, bytes: Bytes): Promise<CID> {
    const block = await toBlock(bytes);
    await this.#file.commit(() => this.#put.run(cid.multihash.bytes, block));
    return cid;
  }

  async *putMany(source: Many<InputPair>): AsyncGenerator<CID> {
    for await (const { cid, bytes } of source) yield await this.put(cid, bytes);
  }

  /** The whole block, or null. */
  read(cid: CID): Uint8Array | null {
    const row = this.#get.get(cid.multihash.bytes) as { bytes: Uint8Array } | undefined;
    return row?.bytes ?? null;
  }

  async *get(cid: CID): AsyncGenerator<Uint8Array> {
    const block = this.read(cid);
    if (!block) throw new NotFoundError(cid);
    yield block;
  }

  async *getMany(source: Many<CID>): AsyncGenerator<{ cid: CID; bytes: AsyncGenerator<Uint8Array> }> {
    for await (const cid of source) yield { cid, bytes: this.get(cid) };
  }

  async *getAll(): AsyncGenerator<{ cid: CID; bytes: AsyncGenerator<Uint8Array> }> {
    for (const row of this.#keys.iterate() as Iterable<{ hash: Uint8Array }>) {
      const cid = CID.createV1(raw.code, Digest.decode(row.hash));
      yield { cid, bytes: this.get(cid) };
    }
  }

  /** Deletes a block unless somebody owns it, which is decided at the very moment of deletion. */
  async delete(cid: CID): Promise<void> {
    await this.#file.commit(() => {
      if (!this.#isOwned(cid)) this.#delete.run(cid.multihash.bytes);
    });
  }

  /** Tells whether a block is here as its hash says; bytes that are not are dropped, since nobody can use them. */
  async isWhole(cid: CID): Promise<boolean> {
    const block = this.read(cid);
    if (!block || cid.multihash.code !== sha256.code) return block !== null;
    if (createHash('sha256').update(block).digest().equals(cid.multihash.digest)) return true;
    await this.#file.commit(() => this.#delete.run(cid.multihash.bytes));
    return false;
  }

  /** Leaves no trace on disk of what was deleted. @throws FileInUseError */
  truncate(): void {
    this.#file.truncate();
  }

  async *deleteMany(source: Many<CID>): AsyncGenerator<CID> {
    for await (const cid of source) {
      await this.delete(cid);
      yield cid;
    }
  }

  close(): void {
    this.#file.close();
  }
}

async function toBlock(bytes: Bytes): Promise<Uint8Array> {
  if (bytes instanceof Uint8Array) return bytes;
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return parts.length === 1 && parts[0] ? parts[0] : new Uint8Array(Buffer.concat(parts));
}

/** The block is not on this disk; Helia knows the error by this name. */
export class NotFoundError extends BaseError {
  override readonly name = 'NotFoundError';
  override readonly kind = 'missing';
  constructor(cid: CID) {
    super('This node does not hold this block.', { values: { cid } });
  }
}
