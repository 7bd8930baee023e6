import { Hono } from 'hono';
import {
  type DepositAnswer,
  depositBody,
  type ShownDeposit,
  type WithdrawAnswer,
  withdrawBody,
} from '../../protocol/http/deposits.ts';
import { fromDepositId } from '../../protocol/manifest/identifier.ts';
import type { Acceptance } from '../deposits/accept.ts';
import type { Receipts } from '../deposits/depositReceipts.ts';
import type { Submission } from '../deposits/intake.ts';
import type { Withdrawals } from '../deposits/withdraw.ts';
import type { DepositRecord } from '../journal/deposits.ts';
import { ApiError, readBody } from './errors.ts';

export type DepositRouteComponents = {
  readonly accept: (submission: Submission) => Promise<Acceptance>;
  readonly find: (id: string) => DepositRecord | null;
  readonly receipt: Receipts;
  readonly isAnchored: (record: DepositRecord) => boolean;
  readonly withdraw: Withdrawals['relay'];
  readonly logId: number;
  /** Refuses new deposits while our log cannot be anchored. */
  readonly assertOpen: () => void;
};

/** Routes to deposit a text, look at a deposit, fetch its receipt, and withdraw it. */
export function createDepositRoutes(options: DepositRouteComponents): Hono {
  const routes = new Hono();
  const find = (id: string): DepositRecord => {
    fromDepositId(id);
    const record = options.find(id);
    if (!record)
      throw new ApiError(404, 'unknown-deposit', 'This node has not accepted this deposit.', { values: { id } });
    return record;
  };
  routes.post('/v1/deposits', async (context) => {
    options.assertOpen();
    const { record, isNew, pins } = await options.accept(await readBody(context, depositBody));
    const receipt = await options.receipt(record);
    const answer: DepositAnswer = { id: record.id, receipt, pins };
    return context.json(answer, isNew ? 201 : 200);
  });
  routes.get('/v1/deposits/:id', (context) => {
    const record = find(context.req.param('id'));
    const { ciphertext: _, acceptedAt: __, deadline: ___, ...shown } = record;
    const answer: ShownDeposit = { ...shown, logId: options.logId, anchored: options.isAnchored(record) };
    return context.json(answer);
  });
  routes.get('/v1/deposits/:id/receipt', async (context) =>
    context.json(await options.receipt(find(context.req.param('id')))),
  );
  routes.post('/v1/deposits/:id/withdraw', async (context) => {
    const record = find(context.req.param('id'));
    const { signature } = await readBody(context, withdrawBody);
    const transaction = await options.withdraw(record, signature);
    const answer: WithdrawAnswer = { id: record.id, withdrawn: true, transaction };
    return context.json(answer);
  });
  return routes;
}
