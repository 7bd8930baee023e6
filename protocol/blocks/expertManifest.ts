import { bytesToHex, type Hex, zeroHash } from 'viem';
import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { bytes32, count, expertKind } from '../scalars.ts';
import { type Block, decodeBlock, encodeBlock, link } from './block.ts';

const manifestSchema = z.strictObject({
  v: z.literal(1),
  kind: expertKind,
  /** `general` for decoders, `registers` for classifiers, a register for retrieval. */
  domain: z.string().min(1).max(60),
  /** SHA-256 of the base weights. */
  base: bytes32.nullable(),
  adapter: bytes32.nullable(),
  adapterCid: link.nullable(),
  tokenizer: bytes32.nullable(),
  /** What an exact recomputation must share; see `protocol/work/verdict.ts`. */
  runtimeClass: z.string().min(1).max(120),
  /** The deposits that it was built from: log sizes, and the sorted list of their identifiers. */
  corpus: z
    .strictObject({ logs: z.array(z.strictObject({ logId: count, size: count })).max(256), list: link })
    .nullable(),
});

/** What an expert says it is, pinned by content and named on chain by its SHA-256. */
export type ExpertManifest = z.infer<typeof manifestSchema>;

/** Encodes a manifest; its digest is the `manifestHash` of ExpertRegistry. */
export function encodeManifest(manifest: ExpertManifest): Block {
  return encodeBlock(manifestSchema.parse(manifest));
}

/** Reads a manifest that came from outside. @throws BadExpertManifestError */
export function decodeManifest(bytes: Uint8Array): ExpertManifest {
  return decodeBlock({ schema: manifestSchema, refuse: (cause) => new BadExpertManifestError(cause) }, bytes);
}

/** What receipts name as the model: the base weights, or the digest of the deposit list. */
export function modelHash(manifest: ExpertManifest): Hex {
  if (manifest.base) return manifest.base;
  return manifest.corpus ? bytesToHex(manifest.corpus.list.multihash.digest) : zeroHash;
}

/** What receipts name as the adapter; zero when there is none. */
export function adapterHash(manifest: ExpertManifest): Hex {
  return manifest.adapter ?? zeroHash;
}

/** Bytes that are no expert manifest. */
export class BadExpertManifestError extends BaseError {
  override readonly name = 'BadExpertManifestError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('The expert manifest was refused: it is not dag-cbor of the expected form.', { cause });
  }
}
