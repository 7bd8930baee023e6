import { z } from 'zod';
import { address, bytes32, count, decimal, hex } from '../scalars.ts';
import type { Message } from './frame.ts';

/** The libp2p protocol of jobs. */
export const ASK_PROTOCOL = '/tilth/ask/1.0.0';

/** What an expert is asked to do. `audit` says that the client lets a verifier see this input. */
export const jobInputSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('generate'),
    prompt: z.string().max(64_000),
    maxTokens: z.int().min(1).max(1024),
    temperature: z.number().min(0).max(2),
    stop: z.array(z.string().max(64)).max(4),
    audit: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('classify'), text: z.string().max(64_000), audit: z.boolean() }),
  z.strictObject({
    kind: z.literal('retrieve'),
    query: z.string().max(16_000),
    limit: z.int().min(1).max(20),
    audit: z.boolean(),
  }),
]);

/** The input of a job, of any kind. */
export type JobInput = z.infer<typeof jobInputSchema>;

/** A place in a deposit with its words. */
export const passage = z.strictObject({
  deposit: z.string(),
  start: count,
  end: count,
  text: z.string(),
  score: z.number(),
});

/** How likely a classifier holds one label. */
export const label = z.strictObject({ label: z.string(), probability: z.number() });

/** What a decoder answers. */
export const generated = z.strictObject({ kind: z.literal('generate'), text: z.string(), tokens: z.array(count) });

/** What a classifier answers. */
export const classified = z.strictObject({ kind: z.literal('classify'), labels: z.array(label) });

/** What a retrieval expert answers. */
export const retrieved = z.strictObject({
  kind: z.literal('retrieve'),
  text: z.string(),
  passages: z.array(passage),
});

/** What an expert answers; its dag-cbor bytes are what `outputHash` commits to. */
const jobOutput = z.discriminatedUnion('kind', [generated, classified, retrieved]);

/** The output of a job, of any kind. */
export type JobOutput = z.infer<typeof jobOutput>;
/** A passage as an expert gives it. */
export type Passage = z.infer<typeof passage>;

const askRequest = z.strictObject({
  order: z.strictObject({
    jobId: bytes32,
    expertId: decimal,
    inputHash: bytes32,
    seed: decimal,
    gate: address,
    signature: hex,
  }),
  input: jobInputSchema,
});

/** A job with its signed order. */
export type AskRequest = z.infer<typeof askRequest>;

/** A work receipt whose large numbers are decimal strings. */
export const wireReceipt = z.strictObject({
  version: z.literal(2),
  epoch: decimal,
  index: decimal,
  jobId: bytes32,
  gate: address,
  operator: address,
  expertId: decimal,
  modelHash: bytes32,
  adapterHash: bytes32,
  runtimeClass: z.string().max(120),
  inputHash: bytes32,
  outputHash: bytes32,
  proofRoot: bytes32,
  seed: decimal,
  units: decimal,
  startedAt: decimal,
  finishedAt: decimal,
});

/** A work receipt as it travels. */
export type WireReceipt = z.infer<typeof wireReceipt>;

const askReply = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('token'), text: z.string(), token: count, logprob: z.number() }),
  z.strictObject({ type: z.literal('final'), output: jobOutput, receipt: wireReceipt, signature: hex }),
  z.strictObject({
    type: z.literal('error'),
    code: z.enum(['busy', 'unknown-expert', 'bad-request', 'failed']),
    message: z.string(),
  }),
]);

/** One frame of an expert's answer: a token, the end, or why there is none. */
export type AskReply = z.infer<typeof askReply>;

/** What a gate sends to an expert. */
export const askRequestMessage: Message<AskRequest> = { name: 'ask request', maxBytes: 256 * 1024, schema: askRequest };
/** What an expert sends back. */
export const askReplyMessage: Message<AskReply> = { name: 'ask reply', maxBytes: 512 * 1024, schema: askReply };
