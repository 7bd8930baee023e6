import { z } from 'zod';
import type { Message } from './frame.ts';

export const PIN_PROTOCOL = '/tilth/pin/1.0.0';

const pinRequest = z.strictObject({ cids: z.array(z.string().max(120)).min(1).max(64) });

/** Asks a pinner to fetch and keep blocks. */
export type PinRequest = z.infer<typeof pinRequest>;

const pinReply = z.strictObject({
  pinned: z.array(z.string()),
  refused: z.array(z.strictObject({ cid: z.string(), reason: z.string() })),
});

export type PinReply = z.infer<typeof pinReply>;

export const pinRequestMessage: Message<PinRequest> = { name: 'pin request', maxBytes: 16 * 1024, schema: pinRequest };
export const pinReplyMessage: Message<PinReply> = { name: 'pin reply', maxBytes: 32 * 1024, schema: pinReply };
