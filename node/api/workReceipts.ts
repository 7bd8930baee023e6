import { Hono } from 'hono';
import type { ReceiptAnswer } from '../../protocol/http/workReceipts.ts';
import { lowerBytes32 } from '../../protocol/scalars.ts';
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
    const named = lowerBytes32.safeParse(context.req.param('jobId').toLowerCase());
    if (!named.success)
      throw new ApiError(400, 'bad-request', 'A receipt is named by 32 bytes of hex.', {
        values: { jobId: context.req.param('jobId') },
      });
    const { data: jobId } = named;
    const found = witnesses.find(jobId) ?? jobs.find(jobId);
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
