import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { REGISTERS } from '../manifest/register.ts';
import { PURPOSES } from '../manifest/tier.ts';
import { basisPoints, count, lowerAddress, lowerBytes32, positive } from '../scalars.ts';
import { type Block, decodeBlock, encodeBlock, link } from './block.ts';

/** What the voted policy fixes of a run beside the shares: `MixturePolicy.planOf`, whose bounds these are. */
export const planSchema = z.strictObject({
  /** Bytes to draw, repetitions included. */
  budget: positive.max(2 ** 26),
  /** How often one deposit may be drawn. */
  epochCap: positive.max(100),
  /** The most of the budget that one identity may fill; accounts without one fill as much together. */
  capBp: basisPoints.min(1),
  /** One deposit in this many is held out for evaluation. */
  heldOutOneIn: z.int().min(2).max(65_535),
  /** The rules that draw the list: those of this module's `corpus/`. */
  samplerVersion: z.literal(2),
});

/** A run's plan. */
export type RunPlan = z.infer<typeof planSchema>;

/** Everything that decides a batch list except the vote and the seed. Its digest stands on chain. */
const snapshotSchema = z.strictObject({
  v: z.literal(4),
  kind: z.literal('tilth/snapshot'),
  purpose: z.enum(PURPOSES),
  chainId: positive,
  /** The block at which log heads and consent were read. */
  block: count,
  logs: z.array(z.strictObject({ logId: positive, size: count })),
  /** Sorted by identifier. */
  deposits: z.array(
    z.strictObject({
      id: link,
      register: z.enum(REGISTERS),
      contributor: lowerAddress,
      /** The identity that the contributor's account stood for at the block; 0 when none. */
      identity: count,
      bytes: positive,
    }),
  ),
  consentRoot: lowerBytes32,
  /** `ConsentRegistry.head()` at the block. */
  consentHead: lowerBytes32,
  withdrawnRoot: lowerBytes32,
  /** Found in the texts by the trainer, so listed here: excluded, survivor, similarity. Sorted. */
  nearDuplicates: z.array(z.strictObject({ id: link, of: link, similarityBp: basisPoints })),
  nearDuplicatesDigest: lowerBytes32,
  /** Found in the texts as well: eligible deposits that resemble an earlier one, so that the hold-out keeps them together. */
  similar: z.array(z.strictObject({ id: link, of: link, similarityBp: basisPoints })),
  /** Eligible deposits that the trainer could not read, with the reason. Sorted. */
  unavailable: z.array(z.strictObject({ id: link, reason: z.string().max(200) })),
  plan: planSchema,
});

/** A snapshot as it is published. */
export type SnapshotManifest = z.infer<typeof snapshotSchema>;

/** Encodes a snapshot; its digest is the run's snapshot root. */
export function encodeSnapshot(manifest: SnapshotManifest): Block {
  return encodeBlock(manifest);
}

/** Reads a snapshot block that came from outside. @throws BadSnapshotError */
export function decodeSnapshot(bytes: Uint8Array): SnapshotManifest {
  return decodeBlock({ schema: snapshotSchema, refuse: (cause) => new BadSnapshotError(cause) }, bytes);
}

/** Bytes that are no snapshot. */
export class BadSnapshotError extends BaseError {
  override readonly name = 'BadSnapshotError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('This block is not a corpus snapshot.', { cause });
  }
}
