import type { Hex } from 'viem';
import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { address, basisPoints, bytes32, count, positive } from '../scalars.ts';
import { type Block, decodeBlock, encodeBlock, link } from './block.ts';
import { provenanceRecordSchema } from './core.ts';

const withReason = z.strictObject({ id: z.string(), reason: z.string() });

/** What an adapter publishes about itself: the block that its uri on chain names. */
export const adapterCardSchema = z.strictObject({
  v: z.literal(3),
  kind: z.literal('tilth/adapter-card'),
  chainId: positive,
  runId: positive,
  policyId: positive,
  operatorId: positive,
  base: z.strictObject({ modelId: positive, weightsHash: bytes32 }),
  /** safetensors with PEFT names; its sha2-256 is the weights hash on chain. */
  weights: link,
  weightsHash: bytes32,
  weightsBytes: positive,
  /** The same facts as Markdown. */
  readme: link,
  snapshot: z.strictObject({ root: bytes32, manifest: link, consent: link, block: count }),
  logs: z.array(z.strictObject({ logId: positive, size: count })),
  seed: bytes32,
  /** The consents that allow all that was read: the registry's head, and the block at which it stood. */
  consents: z.strictObject({ block: count, head: bytes32 }),
  mixture: z.array(
    z.strictObject({ register: z.string(), votedBp: basisPoints, realisedBp: basisPoints, bytes: count }),
  ),
  list: z.strictObject({ cid: link, root: bytes32, rows: positive, bytes: positive, shortfall: count }),
  /** Token rows: their Merkle root, how many, and how many were read again to fill the last step. */
  rows: z.strictObject({
    root: bytes32,
    count: positive,
    repeated: count,
    tokens: positive,
    /** How many tokens the base's tokenizer made of each register's bytes. */
    registers: z.array(z.strictObject({ register: z.string(), tokens: count })),
  }),
  /** All that, with the base and the rows, fixes every bit of the adapter on one runtime class. */
  training: z.strictObject({
    steps: positive.max(100_000),
    batch: positive.max(256),
    sequence: positive.max(4_096),
    learningRate: z.number().positive().max(1),
    rank: positive.max(256),
    alpha: z.number().positive(),
    targets: z.array(z.string().max(40)).min(1).max(16),
    seed: count,
    /** Steps between checkpoints. */
    checkpointEvery: positive,
    /** Library and version, provider, precision, processor family. */
    runtimeClass: z.string().regex(/^[\w.-]+\/\w+\/\w+\/\w+$/),
  }),
  /** Mean loss per token on held-out deposits, in nats. */
  evaluation: z.array(
    z.strictObject({ register: z.string(), deposits: positive, before: z.number(), after: z.number() }),
  ),
  /** After each segment: the hash of adapter and optimiser, and the block that holds them. The start follows from base and seed. */
  checkpoints: z.array(z.strictObject({ step: positive, hash: bytes32, state: link })).min(1),
  attribution: z.strictObject({
    root: bytes32,
    shares: z.array(
      z.strictObject({
        contributor: address,
        /** The identity that may claim; 0 when there is none. */
        identity: count,
        shareBp: basisPoints,
        bytes: positive,
        labels: z.array(z.string()),
      }),
    ),
  }),
  deposits: z.array(provenanceRecordSchema.extend({ bytes: positive })),
  heldOut: z.array(z.string()),
  excluded: z.array(withReason),
  /** Deposits of the snapshot whose consent changed before their key was released; the list is drawn without them. */
  refused: z.array(withReason),
});

/** An adapter's card as it is published. */
export type AdapterCard = z.infer<typeof adapterCardSchema>;

/** Encodes a card; the adapter's uri on chain names it. */
export function encodeCard(card: AdapterCard): Block {
  return encodeBlock(adapterCardSchema.parse(card));
}

/** Reads a card that came from outside. @throws BadCardError */
export function decodeCard(bytes: Uint8Array): AdapterCard {
  return decodeBlock({ schema: adapterCardSchema, refuse: (cause) => new BadCardError(cause) }, bytes);
}

/** The digest of an evaluation, as it stands on chain. */
export function hashEvaluation(evaluation: AdapterCard['evaluation']): Hex {
  return encodeBlock(evaluation).digest;
}

/** Bytes that are no adapter card. */
export class BadCardError extends BaseError {
  override readonly name = 'BadCardError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('This block is not an adapter card.', { cause });
  }
}
