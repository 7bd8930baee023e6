import { Hono } from 'hono';
import type { ReceiptAnswer } from '../../protocol/http/workReceipts.ts';
import type { ServedJobs } from '../journal/servedJobs.ts';
import type { Witnesses } from '../journal/witnesses.ts';
import { ApiError } from './errors.ts';

export type ReceiptRouteComponents = {
  /** Receipts that this node gave, and that it was given as a gate. */
  readonly jobs: Pick<ServedJobs, 'find' | 'epoch'>;
  readonly witnesses: Pick<Witnesses, 'find'>;
};

/** Creates the door to signed receipts of answers. */
export function createReceiptRoutes({ jobs, witnesses }: ReceiptRouteComponents): Hono {
  const routes = new Hono();
  routes.get('/v1/receipts/:jobId', (context) => {
    const jobId = context.req.param('jobId').toLowerCase();
    if (!/^0x[0-9a-f]{64}$/.test(jobId))
      throw new ApiError(400, 'bad-request', 'A receipt is named by 32 bytes of hex.', { values: { jobId } });
    const found = witnesses.find(jobId) ?? jobs.find(jobId as `0x${string}`);
    if (!found) throw new ApiError(404, 'not-found', 'There is no such receipt here.', { values: { jobId } });
    const { receipt, signature } = found;
    const sealed = jobs.epoch(Number(receipt.epoch));
    const answer: ReceiptAnswer = {
      receipt,
      signature,
      epoch: Number(receipt.epoch),
      sealed: sealed && sealed.state !== 'sealing',
    };
    return context.json(answer);
  });
  return routes;
}
