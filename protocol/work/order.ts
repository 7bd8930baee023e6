import { type Hex, type LocalAccount, verifyTypedData } from 'viem';
import { type JobOrder, jobOrderTypedData } from '../typedData/receipt.ts';
import type { WorkDomain } from './workReceipt.ts';

/** Signs an order as the router that it names, before the job is sent. */
export function signOrder(
  account: Pick<LocalAccount, 'signTypedData'>,
  domain: WorkDomain,
  order: JobOrder,
): Promise<Hex> {
  return account.signTypedData(jobOrderTypedData({ ...domain, order }));
}

/** Tells whether an order is signed by the router that it names. */
export function verifyOrder(domain: WorkDomain, order: JobOrder, signature: Hex): Promise<boolean> {
  const typed = jobOrderTypedData({ ...domain, order });
  return verifyTypedData({ ...typed, address: order.router, signature }).catch(() => false);
}
