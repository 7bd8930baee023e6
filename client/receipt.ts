import { type ReceiptAnswer, receiptAnswer } from '../protocol/http/workReceipts.ts';
import { type DepositReceipt, depositReceiptSchema } from '../protocol/receipts/depositReceipt.ts';
import type { Connection } from './connection.ts';
import { askGates } from './gateway.ts';
import { poll } from './poll.ts';
import { type DepositQuestion, depositPath } from './read.ts';
import { BadAnswerError } from './request.ts';

/** The deposit whose receipt is fetched, and whether its anchor is waited for. */
export type ReceiptOptions = DepositQuestion & {
  /** Waits so many milliseconds at most until the deposit is anchored. */
  readonly awaitAnchorMs?: number;
};

/**
 * Fetches the receipt of a deposit. Its inclusion proof is null until the log is anchored, which takes seconds.
 * @throws GateRefusedError, BadAnswerError; TimedOutError when it was waited for and is not anchored
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const id = 'sub:bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
 * const receipt = await client.receipt({ id, awaitAnchorMs: 30_000 });
 * console.log(await client.verify(receipt, { id }));
 */
export async function receipt(connection: Connection, options: ReceiptOptions): Promise<DepositReceipt> {
  const { id, signal, awaitAnchorMs } = options;
  const path = `${depositPath(id)}/receipt`;
  const look = async () => {
    const found = await askGates(connection.endpoints.apiUrls, { path, schema: depositReceiptSchema, signal });
    if (found.id !== id) throw new BadAnswerError(path, 'it is the receipt of another deposit');
    return found;
  };
  if (awaitAnchorMs === undefined) return look();
  const waiting = { what: `the anchor of ${id}`, timeoutMs: awaitAnchorMs, ...(signal && { signal }) };
  return poll(waiting, async () => {
    const found = await look();
    return found.inclusion && found;
  });
}

/**
 * Fetches the signed receipt of an answer by the job that it names.
 * @throws GateRefusedError with status 404 when no gate knows it
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { tilth } = await client.ask({ question: 'Who dressed the millstones?' });
 * const [job] = tilth.receipts;
 * if (job) console.log((await client.workReceipt({ jobId: job.jobId })).receipt.units);
 */
export function workReceipt(
  { endpoints }: Connection,
  { jobId, signal }: { readonly jobId: string; readonly signal?: AbortSignal },
): Promise<ReceiptAnswer> {
  return askGates(endpoints.apiUrls, { path: `/v1/receipts/${jobId}`, schema: receiptAnswer, signal });
}
