import { z } from 'zod';
import type { Message } from './frame.ts';

/** The libp2p protocol of blocks. */
export const BLOCK_PROTOCOL = '/tilth/block/1.0.0';

const blockRequest = z.strictObject({ cid: z.string().max(120) });

/** Asks a peer for one block; it answers with the bytes in frames, or with no frame when it does not hold it. */
export type BlockRequest = z.infer<typeof blockRequest>;

/** The most bytes of a block in one frame. */
export const BLOCK_FRAME_BYTES = 256 * 1024;

/** What a node sends that lacks a block. */
export const blockRequestMessage: Message<BlockRequest> = {
  name: 'block request',
  maxBytes: 1024,
  schema: blockRequest,
};

/** The libp2p protocol of pins. */
export const PIN_PROTOCOL = '/tilth/pin/1.0.0';

/** The most bytes of blocks that travel inside one request. */
export const PIN_INLINE_BYTES = 1024 * 1024;

/**
 * How long a pinner keeps bare bytes that no manifest made a deposit's, after it was asked for them last. Structures
 * (dag-cbor) it keeps for good: logs must be readable when whoever wrote them is gone.
 */
export const BARE_PIN_SECONDS = 24 * 3600;

const pinRequest = z.strictObject({
  cids: z.array(z.string().max(120)).min(1).max(64),
  /** Small blocks of the list, sent along in any order; the pinner fetches the others. */
  blocks: z.array(z.instanceof(Uint8Array)).max(64),
});

/** Asks a pinner to keep blocks. */
export type PinRequest = z.infer<typeof pinRequest>;

const pinReply = z.strictObject({
  pinned: z.array(z.string()),
  refused: z.array(z.strictObject({ cid: z.string(), reason: z.string() })),
});

/** What a pinner keeps from now on, and why it refused the others. */
export type PinReply = z.infer<typeof pinReply>;

/** What asks a pinner to keep blocks. */
export const pinRequestMessage: Message<PinRequest> = {
  name: 'pin request',
  maxBytes: PIN_INLINE_BYTES + 32 * 1024,
  schema: pinRequest,
};
/** What a pinner answers. */
export const pinReplyMessage: Message<PinReply> = { name: 'pin reply', maxBytes: 32 * 1024, schema: pinReply };
