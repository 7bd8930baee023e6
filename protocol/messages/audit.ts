import { z } from 'zod';
import { bytes32, count, hex } from '../scalars.ts';
import { retrieved } from './ask.ts';
import type { Message } from './frame.ts';

/** The libp2p protocol by which a verifier has the node that served a job open it. */
export const AUDIT_PROTOCOL = '/tilth/audit/2.0.0';

const auditRequest = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('show'),
    epoch: count,
    index: count,
    /** Opens the consent of the asker; null where there is none, and then nothing of the answer is shown. */
    salt: bytes32.nullable(),
  }),
  z.strictObject({
    type: z.literal('open'),
    epoch: count,
    index: count,
    salt: bytes32,
    /** The verifier's own result, signed: the node sees it before it gives the salt of its own. */
    result: bytes32,
    signature: hex,
  }),
]);

/**
 * What a verifier wants of a sealed receipt: first what the job is recomputed with, and, against a result of its own, what
 * the claimed one was salted with.
 */
export type AuditRequest = z.infer<typeof auditRequest>;

const auditReply = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('shown'),
    /** The gate's signature of the order: a job without one was ordered by nobody. */
    order: hex,
    /** CID of the manifest in force when the job was served. */
    manifest: z.string().max(120),
    /** Passages that the answer of an opened job left out, without which it cannot be recomputed. */
    withheld: retrieved.shape.withheld,
  }),
  z.strictObject({ type: z.literal('opened'), outputSalt: bytes32 }),
  z.strictObject({ type: z.literal('refused'), reason: z.enum(['stranger', 'not-sealed', 'unknown', 'no-consent']) }),
]);

/** What a node shows of a sealed receipt, or why it does not. */
export type AuditReply = z.infer<typeof auditReply>;

/** What a verifier sends to a node. */
export const auditRequestMessage: Message<AuditRequest> = {
  name: 'audit request',
  maxBytes: 1024,
  schema: auditRequest,
};
/** What a node sends back to a verifier. */
export const auditReplyMessage: Message<AuditReply> = { name: 'audit reply', maxBytes: 16 * 1024, schema: auditReply };

/** The libp2p protocol by which a gate tells verifiers which of its jobs their askers opened to them. */
export const CONSENT_PROTOCOL = '/tilth/consent/1.0.0';

/** Jobs that a gate is asked about at once. */
export const MOST_JOBS = 2_000;

const consentRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('which'), jobIds: z.array(bytes32).max(MOST_JOBS) }),
  z.strictObject({ type: z.literal('input'), jobId: bytes32 }),
]);

/** Asks a gate which of these jobs may be opened, or for the input of one. */
export type ConsentRequest = z.infer<typeof consentRequest>;

const consentReply = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('openable'),
    jobs: z.array(z.strictObject({ jobId: bytes32, salt: bytes32 })).max(MOST_JOBS),
  }),
  /** dag-cbor of the JobInput, so that its hash can be checked. */
  z.strictObject({ type: z.literal('input'), input: z.instanceof(Uint8Array) }),
  z.strictObject({ type: z.literal('refused'), reason: z.enum(['stranger', 'unknown']) }),
]);

/** The jobs that may be opened, the input of one, or why there is none. */
export type ConsentReply = z.infer<typeof consentReply>;

/** What a verifier sends to a gate. */
export const consentRequestMessage: Message<ConsentRequest> = {
  name: 'consent request',
  maxBytes: 256 * 1024,
  schema: consentRequest,
};
/** What a gate sends back to a verifier. */
export const consentReplyMessage: Message<ConsentReply> = {
  name: 'consent reply',
  maxBytes: 384 * 1024,
  schema: consentReply,
};
