import type { DepositReceipt } from '../../../protocol/receipts/depositReceipt.ts';

/** Lets the browser save a receipt as a file, so that it can be checked without us. */
export function saveReceipt(receipt: DepositReceipt): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(receipt, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `tilth-receipt-${receipt.id.slice(-12)}.json`;
  link.click();
  URL.revokeObjectURL(url);
}
