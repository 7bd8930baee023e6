import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { CID } from 'multiformats/cid';
import { BadManifestError, decodeCore } from '../../protocol/blocks/core.ts';
import { decodeBatch, type SignedStatement } from '../../protocol/blocks/logBatch.ts';
import { fromContentUri } from '../../protocol/contentUri.ts';
import type { LogEntry } from '../../protocol/corpus/snapshot.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { toDepositId } from '../../protocol/manifest/identifier.ts';
import type { StatementCheck } from '../../protocol/receipts/verifyStatement.ts';
import type { Storage } from '../storage/storage.ts';
import type { AnchoredHead } from './headFold.ts';

type Anchored = Pick<AnchoredHead, 'logId' | 'size' | 'uri' | 'block'>;

/** A leaf with what was signed of it, and the block that anchored it. */
export type AnchoredLeaf = Pick<LogEntry, 'core'> & {
  readonly coreCid: CID;
  readonly statement: SignedStatement;
  readonly block: number;
};

/** Tells whether a leaf is a deposit. It throws when that cannot be told now. */
export type CheckLeaf = (leaf: AnchoredLeaf) => Promise<StatementCheck>;

type Options = {
  readonly storage: Pick<Storage, 'get'>;
  readonly checkLeaf: CheckLeaf;
  readonly start: number;
  readonly signal: AbortSignal | undefined;
};

/** A deposit and the index of its leaf. */
export type PlacedEntry = LogEntry & { readonly position: number };

/** A batch as far as it counts: all leaves, the deposits among them, and what was left out and why. */
export type ReadBatch = {
  readonly leaves: readonly CID[];
  readonly entries: readonly PlacedEntry[];
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
};

/** Fetched and checked before others have their turn: 32 signatures take some 20 ms. */
const AT_ONCE = 32;

/**
 * Fetches the batch that an anchored head names, and its manifests. A leaf that is no manifest, or that its contributor did
 * not sign, is no deposit and keeps its place only. @throws BadBatchError, BlockNotFoundError
 */
export async function readBatch(anchored: Anchored, options: Options): Promise<ReadBatch> {
  const { storage, signal, start, checkLeaf } = options;
  const fetch = (cid: CID) => storage.get(cid, signal ? { signal } : {});
  const { leaves, ...batch } = decodeBatch(await fetch(parseBatchUri(anchored)));
  const fits = batch.logId === anchored.logId && batch.start === start && batch.start + leaves.length === anchored.size;
  if (!fits) throw new BadBatchError(anchored, 'it does not continue the log');
  const entries: PlacedEntry[] = [];
  const refused: { id: string; reason: string }[] = [];
  const readLeaf = async (coreCid: CID, at: number): Promise<PlacedEntry | { readonly reason: string }> => {
    const core = decodeManifest(await fetch(coreCid));
    if (!core) return { reason: 'is no manifest' };
    const statement = batch.statements[at] as SignedStatement;
    const check = await checkLeaf({ core, coreCid, statement, block: anchored.block });
    return check.ok ? { id: toDepositId(coreCid), core, position: start + at } : check;
  };
  for (let at = 0; at < leaves.length; at += AT_ONCE) {
    const some = leaves.slice(at, at + AT_ONCE);
    const read = await Promise.all(some.map((cid, i) => readLeaf(cid, at + i)));
    read.forEach((it, i) => {
      if ('core' in it) entries.push(it);
      else refused.push({ id: toDepositId(some[i] as CID), reason: it.reason });
    });
    await yieldToOthers();
  }
  return { leaves, entries, refused };
}

function decodeManifest(bytes: Uint8Array) {
  try {
    return decodeCore(bytes);
  } catch (cause) {
    if (cause instanceof BadManifestError) return null;
    throw cause;
  }
}

function parseBatchUri(anchored: Anchored): CID {
  try {
    return fromContentUri(anchored.uri);
  } catch (cause) {
    throw new BadBatchError(anchored, 'its address is not an ipfs:// CID', cause);
  }
}

export class BadBatchError extends BaseError {
  override readonly name = 'BadBatchError';
  override readonly kind = 'invalid';
  constructor({ logId, size, uri }: Anchored, reason: string, cause?: unknown) {
    super(`The batch behind an anchored head was refused: ${reason}.`, { values: { logId, size, uri }, cause });
  }
}
