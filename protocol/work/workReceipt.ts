import { type Address, type Hex, type LocalAccount, verifyTypedData } from 'viem';
import { type Receipt, receiptTypedData } from '../typedData/receipt.ts';

/** Which chain and contract a signature about work is meant for. */
export type WorkDomain = { readonly chainId: number; readonly receiptBook: Address };

/** Signs a receipt as the node that it names. */
export function signReceipt(
  account: Pick<LocalAccount, 'signTypedData'>,
  domain: WorkDomain,
  receipt: Receipt,
): Promise<Hex> {
  return account.signTypedData(receiptTypedData({ ...domain, receipt }));
}

/** Tells whether a receipt is signed by the node that it names. */
export function verifyReceipt(domain: WorkDomain, receipt: Receipt, signature: Hex): Promise<boolean> {
  const typed = receiptTypedData({ ...domain, receipt });
  return verifyTypedData({ ...typed, address: receipt.node, signature }).catch(() => false);
}
