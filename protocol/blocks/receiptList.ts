import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { type WireReceipt, wireReceipt } from '../messages/ask.ts';
import { count, hex } from '../scalars.ts';

/** Where blocks are put, and fetched from. */
type Storage = {
  readonly put: (bytes: Uint8Array, codec: 'dag-cbor') => Promise<CID>;
  readonly get: (cid: CID, options?: { signal?: AbortSignal }) => Promise<Uint8Array>;
};

export type SignedReceipt = { readonly receipt: WireReceipt; readonly signature: Hex };

/** Receipts in one block; a block of the network is at most a megabyte. */
const PER_BLOCK = 500;

const link = z.custom<CID>((value) => CID.asCID(value) !== null, 'must be a CID link');
const headSchema = z.strictObject({ v: z.literal(1), epoch: count, blocks: z.array(link).min(1).max(2_000) });
const blockSchema = z.array(z.strictObject({ receipt: wireReceipt, signature: hex })).max(PER_BLOCK);

/** Stores an epoch's receipts and gives the uri that is sealed with their root. */
export async function storeReceiptList(
  storage: Pick<Storage, 'put'>,
  epoch: number,
  receipts: readonly SignedReceipt[],
): Promise<string> {
  const blocks: CID[] = [];
  for (let start = 0; start < receipts.length; start += PER_BLOCK) {
    blocks.push(await storage.put(dagCbor.encode(receipts.slice(start, start + PER_BLOCK)), 'dag-cbor'));
  }
  return `ipfs://${await storage.put(dagCbor.encode({ v: 1, epoch, blocks }), 'dag-cbor')}`;
}

/** Reads an epoch's receipts. @throws BadReceiptListError */
export async function readReceiptList(
  storage: Pick<Storage, 'get'>,
  uri: string,
  options: { signal?: AbortSignal } = {},
): Promise<readonly SignedReceipt[]> {
  const receipts: SignedReceipt[] = [];
  const head = parse(uri, headSchema, await storage.get(CID.parse(uri.replace('ipfs://', '')), options));
  for (const block of head.blocks) receipts.push(...parse(uri, blockSchema, await storage.get(block, options)));
  return receipts;
}

function parse<T>(uri: string, schema: z.ZodType<T>, bytes: Uint8Array): T {
  try {
    return schema.parse(dagCbor.decode(bytes));
  } catch (cause) {
    throw new BadReceiptListError(uri, cause);
  }
}

export class BadReceiptListError extends BaseError {
  override readonly name = 'BadReceiptListError';
  override readonly kind = 'invalid';
  constructor(uri: string, cause: unknown) {
    super('This is not a list of receipts.', { values: { uri }, cause });
  }
}
