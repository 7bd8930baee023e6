import type { CID } from 'multiformats/cid';
import { type Core, decodeCore } from '../../protocol/blocks/core.ts';
import { decodeBatch } from '../../protocol/blocks/logBatch.ts';
import { fromContentUri } from '../../protocol/contentUri.ts';
import type { LogEntry } from '../../protocol/corpus/snapshot.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { toDepositId } from '../../protocol/manifest/identifier.ts';
import type { Storage } from '../storage/storage.ts';

type Anchored = { readonly logId: number; readonly size: number; readonly uri: string };
type Options = {
  readonly storage: Pick<Storage, 'get'>;
  readonly start: number;
  readonly signal: AbortSignal | undefined;
};

const FETCHES_AT_ONCE = 32;

/** Fetches the batch that an anchored head names, and its manifests. @throws BadBatchError, BlockNotFoundError */
export async function readBatch(anchored: Anchored, options: Options): Promise<{ leaves: CID[]; entries: LogEntry[] }> {
  const fetch = (cid: CID) => options.storage.get(cid, options.signal ? { signal: options.signal } : {});
  const batch = decodeBatch(await fetch(parseBatchUri(anchored)));
  const fits =
    batch.logId === anchored.logId &&
    batch.start === options.start &&
    batch.start + batch.leaves.length === anchored.size;
  if (!fits) throw new BadBatchError(anchored, 'it does not continue the log');
  const entries: LogEntry[] = [];
  for (let at = 0; at < batch.leaves.length; at += FETCHES_AT_ONCE) {
    const some = batch.leaves.slice(at, at + FETCHES_AT_ONCE);
    const cores = await Promise.all(some.map(async (cid) => decodeCore(await fetch(cid))));
    some.forEach((cid, i) => {
      entries.push({ id: toDepositId(cid), core: cores[i] as Core, position: batch.start + at + i });
    });
  }
  return { leaves: batch.leaves, entries };
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
