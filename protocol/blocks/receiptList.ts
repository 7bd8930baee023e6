import type { Hex } from 'viem';
import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { type WireReceipt, wireReceipt } from '../messages/ask.ts';
import { count, hex } from '../scalars.ts';
import { type Block, decodeBlock, encodeBlock, link } from './block.ts';

/** A receipt with its operator's signature. */
export type SignedReceipt = { readonly receipt: WireReceipt; readonly signature: Hex };

/** Receipts in one page; a block of the network is at most a megabyte. */
const PER_PAGE = 500;

const headSchema = z.strictObject({ v: z.literal(1), epoch: count, blocks: z.array(link).min(1).max(2_000) });
const pageSchema = z.array(z.strictObject({ receipt: wireReceipt, signature: hex })).max(PER_PAGE);

/** What a list of receipts begins with: its epoch, and its pages in order. */
export type ReceiptListHead = z.infer<typeof headSchema>;

/** Encodes an epoch's receipts as pages and a head; the uri that is sealed with their root names the head. */
export function encodeReceiptList(
  epoch: number,
  receipts: readonly SignedReceipt[],
): { readonly head: Block; readonly pages: readonly Block[] } {
  const pages = Array.from({ length: Math.ceil(receipts.length / PER_PAGE) }, (_, i) =>
    encodeBlock(receipts.slice(i * PER_PAGE, (i + 1) * PER_PAGE)),
  );
  return { head: encodeBlock({ v: 1, epoch, blocks: pages.map(({ cid }) => cid) }), pages };
}

/** Reads the head of a list that came from outside. @throws BadReceiptListError */
export function decodeReceiptListHead(bytes: Uint8Array): ReceiptListHead {
  return decodeBlock({ schema: headSchema, refuse }, bytes);
}

/** Reads one page of a list that came from outside. @throws BadReceiptListError */
export function decodeReceiptPage(bytes: Uint8Array): readonly SignedReceipt[] {
  return decodeBlock({ schema: pageSchema, refuse }, bytes);
}

function refuse(cause: unknown): BadReceiptListError {
  return new BadReceiptListError(cause);
}

/** Bytes that are no list of receipts, or no page of one. */
export class BadReceiptListError extends BaseError {
  override readonly name = 'BadReceiptListError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('This is not a list of receipts.', { cause });
  }
}
