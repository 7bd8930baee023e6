import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { REGISTERS } from '../manifest/register.ts';

const link = z.custom<CID>((value) => CID.asCID(value) !== null, 'must be a CID link');
const hex32 = z.custom<`0x${string}`>(
  (value) => typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value),
  'must be 32 bytes of lower-case hex',
);
const address = z.custom<`0x${string}`>(
  (value) => typeof value === 'string' && /^0x[0-9a-f]{40}$/.test(value),
  'must be a lower-case address',
);
const count = z.int().nonnegative();
const basisPoints = count.max(10_000);

/** What a run fixes before its seed is drawn, beside the policy that was voted. */
const planSchema = z.strictObject({
  version: z.literal(1),
  /** Words to draw, repetitions included. */
  wordBudget: z.int().positive().max(50_000_000),
  /** How often one deposit may be drawn. */
  epochCap: z.int().positive().max(100),
  /** The most of the budget that one contributor may fill. */
  contributorCapBp: basisPoints.min(1),
  /** One deposit in this many is held out for evaluation. */
  heldOutOneIn: z.int().min(2),
});

export type RunPlan = z.infer<typeof planSchema>;

/** Everything that decides a batch list except the vote and the seed. Its digest stands on chain. */
const snapshotSchema = z.strictObject({
  v: z.literal(2),
  kind: z.literal('tilth/snapshot'),
  purpose: z.enum(['retrieval', 'training']),
  chainId: z.int().positive(),
  /** The block at which log heads and consent were read. */
  block: count,
  logs: z.array(z.strictObject({ logId: z.int().positive(), size: count })),
  /** Sorted by identifier. */
  deposits: z.array(
    z.strictObject({ id: link, register: z.enum(REGISTERS), contributor: address, words: z.int().positive() }),
  ),
  consentRoot: hex32,
  /** `ConsentRegistry.head()` at the block. */
  consentHead: hex32,
  withdrawnRoot: hex32,
  /** Found in the texts by the trainer, so listed here: excluded, survivor, similarity. Sorted. */
  nearDuplicates: z.array(z.strictObject({ id: link, of: link, similarityBp: basisPoints })),
  nearDuplicatesDigest: hex32,
  /** Eligible deposits that the trainer could not read, with the reason. Sorted. */
  unavailable: z.array(z.strictObject({ id: link, reason: z.string().max(200) })),
  plan: planSchema,
});

export type SnapshotManifest = z.infer<typeof snapshotSchema>;

/** Reads a snapshot block that came from outside. @throws BadSnapshotError */
export function decodeSnapshot(bytes: Uint8Array): SnapshotManifest {
  try {
    return snapshotSchema.parse(dagCbor.decode(bytes));
  } catch (cause) {
    throw new BadSnapshotError(cause);
  }
}

export class BadSnapshotError extends BaseError {
  override readonly name = 'BadSnapshotError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('This block is not a corpus snapshot.', { cause });
  }
}
