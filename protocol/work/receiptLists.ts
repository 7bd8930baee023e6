import type { CID } from 'multiformats/cid';
import {
  decodeReceiptListHead,
  decodeReceiptPage,
  encodeReceiptList,
  type SignedReceipt,
} from '../blocks/receiptList.ts';
import { fromContentUri, toContentUri } from '../contentUri.ts';

/** Where blocks are put, and fetched from. */
type Storage = {
  readonly put: (bytes: Uint8Array, codec: 'dag-cbor') => Promise<CID>;
  readonly get: (cid: CID, options?: { signal?: AbortSignal }) => Promise<Uint8Array>;
};

/** Stores an epoch's receipts and gives the uri that is sealed with their root. */
export async function storeReceiptList(
  storage: Pick<Storage, 'put'>,
  epoch: number,
  receipts: readonly SignedReceipt[],
): Promise<string> {
  const { head, pages } = encodeReceiptList(epoch, receipts);
  for (const { bytes } of pages) await storage.put(bytes, 'dag-cbor');
  return toContentUri(await storage.put(head.bytes, 'dag-cbor'));
}

/** Reads an epoch's receipts. @throws BadReceiptListError, BadContentUriError */
export async function readReceiptList(
  storage: Pick<Storage, 'get'>,
  uri: string,
  options: { signal?: AbortSignal } = {},
): Promise<readonly SignedReceipt[]> {
  const receipts: SignedReceipt[] = [];
  const { blocks } = decodeReceiptListHead(await storage.get(fromContentUri(uri), options));
  for (const page of blocks) receipts.push(...decodeReceiptPage(await storage.get(page, options)));
  return receipts;
}
