import { z } from 'zod';
import { PURPOSES } from '../manifest/tier.ts';
import { address, bytes32, count, hex } from '../scalars.ts';
import type { Message } from './frame.ts';

/** The libp2p protocol of grants. */
export const GRANT_PROTOCOL = '/tilth/grant/1.0.0';

const grantRequest = z.strictObject({
  purpose: z.enum(PURPOSES),
  snapshot: bytes32,
  /** `sub:` identifiers. */
  deposits: z.array(z.string().max(120)).min(1).max(512),
  requester: address,
  expiresAt: count,
  signature: hex,
});

/** A signed request for content keys; the custodian checks tier, consent and requester for each deposit. */
export type WireGrantRequest = z.infer<typeof grantRequest>;

const grantReply = z.strictObject({
  keys: z.array(z.strictObject({ deposit: z.string(), key: z.instanceof(Uint8Array) })),
  refused: z.array(z.strictObject({ deposit: z.string(), reason: z.string() })),
});

/** The keys that a custodian released, and why it kept the others. */
export type GrantReply = z.infer<typeof grantReply>;

/** What asks a custodian for keys. */
export const grantRequestMessage: Message<WireGrantRequest> = {
  name: 'grant request',
  maxBytes: 128 * 1024,
  schema: grantRequest,
};
/** What a custodian answers. */
export const grantReplyMessage: Message<GrantReply> = { name: 'grant reply', maxBytes: 256 * 1024, schema: grantReply };
