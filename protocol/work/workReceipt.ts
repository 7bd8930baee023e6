import { type Address, type Hex, type LocalAccount, verifyTypedData } from 'viem';
import { type WorkReceipt, workReceiptTypedData } from '../typedData/workReceipt.ts';

/** Which chain and contract a signature about work is meant for. */
export type SigningDomain = { readonly chainId: number; readonly receiptBook: Address };

/** Signs a receipt as the node that it names. */
export function signReceipt(
  account: Pick<LocalAccount, 'signTypedData'>,
  domain: SigningDomain,
  receipt: WorkReceipt,
): Promise<Hex> {
  return account.signTypedData(workReceiptTypedData({ ...domain, receipt }));
}

/** Tells whether a receipt is signed by the node that it names. */
export function verifyReceipt(domain: SigningDomain, receipt: WorkReceipt, signature: Hex): Promise<boolean> {
  const typed = workReceiptTypedData({ ...domain, receipt });
  return verifyTypedData({ ...typed, address: receipt.operator, signature }).catch(() => false);
}
