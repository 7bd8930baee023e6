import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';
import { z } from 'zod';
import { BadManifestError } from './core.ts';

const link = z.custom<CID>((value) => CID.asCID(value) !== null, 'must be a CID link');

/** One anchored batch of a deposit log: its leaves from `start`, and a link to the batch before. */
const batchSchema = z.strictObject({
  v: z.literal(1),
  logId: z.int().positive(),
  start: z.int().nonnegative(),
  leaves: z.array(link).min(1),
  previous: link.nullable(),
});

export type LogBatch = z.infer<typeof batchSchema>;

/** Encodes a batch; the head's `uri` on chain is `ipfs://` and this CID. */
export async function encodeBatch(batch: LogBatch): Promise<{ bytes: Uint8Array; cid: CID }> {
  const bytes = dagCbor.encode(batchSchema.parse(batch));
  return { bytes, cid: CID.createV1(dagCbor.code, await sha256.digest(bytes)) };
}

/** Reads a batch that came from outside. @throws BadManifestError */
export function decodeBatch(bytes: Uint8Array): LogBatch {
  try {
    return batchSchema.parse(dagCbor.decode(bytes));
  } catch (cause) {
    throw new BadManifestError('not a log batch', cause);
  }
}
