import { z } from 'zod';

const count = z.int().nonnegative();
const logs = z.array(z.object({ logId: count, size: count }));
const deposits = z.array(z.object({ id: z.string().max(200), bytes: count.optional() }));
const shares = z.array(
  z.object({
    contributor: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
    identity: count.default(0),
    shareBp: count.max(10_000),
  }),
);
const evaluation = z.array(z.object({ register: z.string(), before: z.number(), after: z.number() }));

type Json = Readonly<Record<string, unknown>>;

/** The (log, size) pairs that a snapshot manifest or a card names; empty when it names none. */
export function readSnapshotLogs(content: Json): z.infer<typeof logs> {
  return logs.safeParse(content.logs).data ?? [];
}

/** The deposits that a card says were trained on. */
export function readTrainedDeposits(content: Json): z.infer<typeof deposits> {
  return content.kind === 'tilth/adapter-card' ? (deposits.safeParse(content.deposits).data ?? []) : [];
}

/** Held-out loss per register, from a card. */
export function readLosses(evaluated: unknown): z.infer<typeof evaluation> {
  return evaluation.safeParse(evaluated).data ?? [];
}

/** Shares of contributors, from a card's attribution. */
export function readShares(listed: unknown): z.infer<typeof shares> {
  return shares.safeParse(listed).data ?? [];
}
