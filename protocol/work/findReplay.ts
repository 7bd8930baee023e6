import type { Hex } from 'viem';
import { type WorkReceipt, workReceiptLeaf } from '../typedData/workReceipt.ts';
import { buildReceiptTree } from './receiptTree.ts';

/** One receipt at two places of what was sealed, and the way from both to their roots (ReceiptBook.proveReplay). */
export type Replay = { readonly leaf: Hex; readonly first: readonly Hex[]; readonly second: readonly Hex[] };

/**
 * The first receipt of an epoch that was sealed in another one too, or at a second place of its own where no other is given;
 * null when each stands once.
 */
export function findReplay(receipts: readonly WorkReceipt[], others?: readonly WorkReceipt[]): Replay | null {
  const leaves = receipts.map(workReceiptLeaf);
  const places = new Map((others?.map(workReceiptLeaf) ?? leaves).map((leaf, place) => [leaf, place]));
  const place = leaves.findIndex((leaf, i) => places.has(leaf) && (others !== undefined || places.get(leaf) !== i));
  const leaf = leaves[place];
  if (leaf === undefined) return null;
  const first = buildReceiptTree(receipts).path(place);
  const second = buildReceiptTree(others ?? receipts).path(places.get(leaf) ?? place);
  return { leaf, first, second };
}
