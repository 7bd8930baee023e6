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
