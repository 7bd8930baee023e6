import { Hono } from 'hono';
import { type Hex, isHex } from 'viem';
import { z } from 'zod';
import { fromDepositId } from '../../protocol/manifest/identifier.ts';
import type { Acceptance } from '../deposits/accept.ts';
import type { Receipts } from '../deposits/depositReceipts.ts';
import type { Submission } from '../deposits/intake/submission.ts';
import type { Withdrawals } from '../deposits/withdraw.ts';
import type { DepositRecord } from '../journal/deposits.ts';
import { ApiError } from './errors.ts';
import { readBody } from './readBody.ts';

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

const base64 = (maxBytes: number) =>
  z
    .string()
    .max(Math.ceil(maxBytes / 3) * 4)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'must be base64')
    .transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const exactly = (bytes: number) => base64(bytes).refine((it) => it.byteLength === bytes, `must be ${bytes} bytes`);
const hex = z.custom<Hex>((value) => isHex(value) && value.length % 2 === 0, 'must be hex');

const CORE_BYTES = 16 * 1024;
const CIPHERTEXT_BYTES = 4 * 1024 * 1024 + 28;

const depositBody = z.strictObject({
  core: base64(CORE_BYTES),
  ciphertext: base64(CIPHERTEXT_BYTES),
  key: exactly(32),
  salt: exactly(32),
  signature: hex.refine((it) => it.length <= 4096, 'is too long'),
  signedAt: z.int().nonnegative(),
  expiresAt: z.int().nonnegative(),
});

const withdrawBody = z.strictObject({ signature: hex });

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
    return context.json({ id: record.id, receipt, pins }, isNew ? 201 : 200);
  });
  routes.get('/v1/deposits/:id', (context) => {
    const record = find(context.req.param('id'));
    const { ciphertext: _, acceptedAt: __, deadline: ___, ...shown } = record;
    return context.json({ ...shown, logId: options.logId, anchored: options.isAnchored(record) });
  });
  routes.get('/v1/deposits/:id/receipt', async (context) =>
    context.json(await options.receipt(find(context.req.param('id')))),
  );
  routes.post('/v1/deposits/:id/withdraw', async (context) => {
    const record = find(context.req.param('id'));
    const { signature } = await readBody(context, withdrawBody);
    const transaction = await options.withdraw(record, signature);
    return context.json({ id: record.id, withdrawn: true, transaction });
  });
  return routes;
}
