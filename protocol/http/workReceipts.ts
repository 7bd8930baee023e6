import { z } from 'zod';
import { wireReceipt } from '../messages/ask.ts';
import { count, hex } from '../scalars.ts';
import type { Route } from './route.ts';

/** The signed receipt of one answer. */
export const receiptAnswer = z.object({
  receipt: wireReceipt.strip(),
  signature: hex,
  epoch: count,
  /** Whether the chain holds the root over its epoch; null when the epoch is not this node's own or still open. */
  sealed: z.boolean().nullable(),
});

/** The answer as JSON shows it. */
export type ReceiptAnswer = z.infer<typeof receiptAnswer>;

/** The door to work receipts. */
export const workReceiptRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/receipts/{jobId}',
    summary: 'Gives the signed receipt of an answer',
    answers: { 200: { says: 'The receipt', json: receiptAnswer } },
    refusals: { 400: 'Not 32 bytes of hex', 404: 'No such receipt here' },
  },
];
