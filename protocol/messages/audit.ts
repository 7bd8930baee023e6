import { z } from 'zod';
import { count, hex } from '../scalars.ts';
import { wireReceipt } from './ask.ts';
import type { Message } from './frame.ts';

/** The libp2p protocol of audits. */
export const AUDIT_PROTOCOL = '/tilth/audit/1.0.0';

const auditRequest = z.strictObject({ epoch: count, index: count });

/** Asks a node to open one receipt of a sealed epoch. */
export type AuditRequest = z.infer<typeof auditRequest>;

const auditReply = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('opened'),
    receipt: wireReceipt,
    signature: hex,
    path: z.array(hex).max(64),
    /** dag-cbor of the JobInput, so that its hash can be checked. */
    input: z.instanceof(Uint8Array),
    /** CID of the manifest in force when the job was served. */
    manifest: z.string(),
  }),
  z.strictObject({ type: z.literal('refused'), reason: z.enum(['unknown', 'no-consent', 'not-sealed']) }),
]);

/** An opened receipt, or why it stays closed. */
export type AuditReply = z.infer<typeof auditReply>;

/** What a verifier sends to a node. */
export const auditRequestMessage: Message<AuditRequest> = {
  name: 'audit request',
  maxBytes: 1024,
  schema: auditRequest,
};
/** What a node sends back to a verifier. */
export const auditReplyMessage: Message<AuditReply> = { name: 'audit reply', maxBytes: 256 * 1024, schema: auditReply };
