import { type Hex, type LocalAccount, verifyTypedData } from 'viem';
import { type JobOrder, jobOrderTypedData } from '../typedData/workReceipt.ts';
import type { SigningDomain } from './workReceipt.ts';

/** Signs an order as the gate that it names, before the job is sent. */
export function signOrder(
  account: Pick<LocalAccount, 'signTypedData'>,
  domain: SigningDomain,
  order: JobOrder,
): Promise<Hex> {
  return account.signTypedData(jobOrderTypedData({ ...domain, order }));
}

/** Tells whether an order is signed by the gate that it names. */
export function verifyOrder(domain: SigningDomain, order: JobOrder, signature: Hex): Promise<boolean> {
  const typed = jobOrderTypedData({ ...domain, order });
  return verifyTypedData({ ...typed, address: order.gate, signature }).catch(() => false);
}
