import { type Hex, isHex } from 'viem';
import { z } from 'zod';
import { fromDepositId } from '../../protocol/manifest/identifier.ts';
import type { Acceptance } from '../deposits/accept.ts';
import type { Receipts } from '../deposits/depositReceipts.ts';
import type { Submission } from '../deposits/intake/submission.ts';
import type { Withdrawals } from '../deposits/withdraw.ts';
import type { DepositRecord } from '../journal/deposits.ts';
import { ApiError } from './errors.ts';
import type { RouteGroup } from './server.ts';

export type DepositRoutes = {
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
export function depositRoutes(options: DepositRoutes): RouteGroup {
  const find = (id: string): DepositRecord => {
    fromDepositId(id);
    const record = options.find(id);
    if (!record)
      throw new ApiError(404, 'unknown-deposit', 'This node has not accepted this deposit.', { values: { id } });
    return record;
  };
  return (app) => {
    app.post('/v1/deposits', async (context) => {
      options.assertOpen();
      const { record, isNew, pins } = await options.accept(parseBody(depositBody, await context.req.text()));
      const receipt = await options.receipt(record);
      return context.json({ id: record.id, receipt, pins }, isNew ? 201 : 200);
    });
    app.get('/v1/deposits/:id', (context) => {
      const record = find(context.req.param('id'));
      const { ciphertext: _, acceptedAt: __, deadline: ___, ...shown } = record;
      return context.json({ ...shown, logId: options.logId, anchored: options.isAnchored(record) });
    });
    app.get('/v1/deposits/:id/receipt', async (context) =>
      context.json(await options.receipt(find(context.req.param('id')))),
    );
    app.post('/v1/deposits/:id/withdraw', async (context) => {
      const record = find(context.req.param('id'));
      const { signature } = parseBody(withdrawBody, await context.req.text());
      const transaction = await options.withdraw(record, signature);
      return context.json({ id: record.id, withdrawn: true, transaction });
    });
  };
}

/** Reads a JSON body by its schema. @throws ApiError 400 naming the field */
function parseBody<T>(schema: z.ZodType<T>, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ApiError(400, 'bad-json', 'The body is not JSON.', { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || 'body';
  throw new ApiError(400, 'bad-request', `The request is not valid: ${field}: ${issue?.message}.`, {
    cause: parsed.error,
  });
}
