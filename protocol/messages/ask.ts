import { z } from 'zod';
import { address, bytes32, count, decimal, hex } from '../scalars.ts';
import type { Message } from './frame.ts';

/** The libp2p protocol of jobs. */
export const ASK_PROTOCOL = '/tilth/ask/2.0.0';

/** The longest answer that can be ordered. */
export const MOST_TOKENS = 1024;

/** The longest prompt, in UTF-16 units. */
export const MOST_PROMPT = 64_000;

/**
 * What an expert is asked to do. It holds nothing of whether a verifier may see it: that is bound into the job's id, where
 * the expert cannot read it.
 */
export const jobInputSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('generate'),
    prompt: z.string().max(MOST_PROMPT),
    /** An expert gives fewer where its context has no room for as many. */
    maxTokens: z.int().min(1).max(MOST_TOKENS),
    temperature: z.number().min(0).max(2),
    stop: z.array(z.string().max(64)).max(4),
  }),
  z.strictObject({ kind: z.literal('classify'), text: z.string().max(64_000) }),
  z.strictObject({
    kind: z.literal('retrieve'),
    query: z.string().max(16_000),
    limit: z.int().min(1).max(20),
    /** Who asks, as an opaque tag of the gate's: quotations are budgeted for each. */
    asker: bytes32,
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
export const generated = z.strictObject({
  kind: z.literal('generate'),
  text: z.string(),
  tokens: z.array(count),
  /** Tokens of the prompt, all of which were read. */
  promptTokens: count,
  /** `length` when the answer was cut where the order, or the context, ends. */
  finish: z.enum(['stop', 'length']),
});

/** What a classifier answers. */
export const classified = z.strictObject({ kind: z.literal('classify'), labels: z.array(label) });

/** Passages that an answer may name as withheld; the search ends with that many. */
export const MOST_WITHHELD = 64;

/** What a retrieval expert answers. */
export const retrieved = z.strictObject({
  kind: z.literal('retrieve'),
  text: z.string(),
  passages: z.array(passage),
  /**
   * Passages that would have been quoted, were their text's consent or its budget for quotations not against it: the deposit,
   * and the rank in what was found. Their place is not told, or it would tell, query by query, which words stand where.
   */
  withheld: z.array(z.strictObject({ deposit: z.string(), rank: count })).max(MOST_WITHHELD),
});

/** What an expert answers; with a salt, its dag-cbor bytes are what `outputHash` commits to. */
const jobOutput = z.discriminatedUnion('kind', [generated, classified, retrieved]);

/** The output of a job, of any kind. */
export type JobOutput = z.infer<typeof jobOutput>;
/** Passages that an answer left out. */
export type Withheld = z.infer<typeof retrieved>['withheld'];
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
  z.strictObject({
    type: z.literal('final'),
    output: jobOutput,
    /** What the hash of the output is salted with, chosen by the expert. */
    outputSalt: bytes32,
    receipt: wireReceipt,
    signature: hex,
  }),
  z.strictObject({
    type: z.literal('error'),
    code: z.enum(['busy', 'unknown-expert', 'bad-request', 'too-long', 'failed']),
    message: z.string(),
  }),
]);

/** One frame of an expert's answer: a token, the end, or why there is none. */
export type AskReply = z.infer<typeof askReply>;

/** What a gate sends to an expert. */
export const askRequestMessage: Message<AskRequest> = { name: 'ask request', maxBytes: 256 * 1024, schema: askRequest };
/** What an expert sends back. */
export const askReplyMessage: Message<AskReply> = { name: 'ask reply', maxBytes: 512 * 1024, schema: askReply };
