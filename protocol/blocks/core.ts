import type { CID } from 'multiformats/cid';
import { bytesToHex } from 'viem';
import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { canonicalLanguage } from '../manifest/language.ts';
import { REGISTERS } from '../manifest/register.ts';
import { TIERS, type Tier } from '../manifest/tier.ts';
import { count, positive } from '../scalars.ts';
import { type Block, decodeBlock, encodeBlock, link, reasonOf, toBlock } from './block.ts';

/** Thirty-two bytes as they are. */
const digest = z.instanceof(Uint8Array).refine((value) => value.byteLength === 32, 'must be 32 bytes');
const depositId = z.string().regex(/^sub:b[a-z2-7]{20,}$/, 'must be a sub: identifier');

/** No control character, no end of a line and nothing that turns the direction of what stands beside it. */
const line = z.string().regex(/^[^\p{Cc}\u2028-\u202e\u2066-\u2069]*$/u, 'must be one line of plain text');

/**
 * The immutable public part of a deposit's manifest. It holds no plaintext, no plain hash of the text and no name:
 * `commitment` is HMAC-SHA-256 of the text under a secret salt.
 */
const coreSchema = z.strictObject({
  v: z.literal(2),
  commitment: digest,
  ciphertext: link,
  /** UTF-8 length of the normalised text: the one measure of the corpus. The ciphertext is longer by nonce and tag. */
  bytes: positive,
  language: z.string().refine((tag) => canonicalLanguage(tag) === tag, 'must be a BCP 47 tag such as en or zh-Hant-TW'),
  register: z.enum(REGISTERS),
  tier: z.enum(TIERS),
  rights: z.strictObject({ holdsRights: z.literal(true), allPartyConsent: z.literal(true), noMinors: z.literal(true) }),
  notice: digest,
  lineage: z
    .array(
      z.strictObject({
        kind: z.enum(['revisionOf', 'derivedFrom', 'translationOf', 'transcriptOf']),
        deposit: depositId,
      }),
    )
    .max(32),
  production: z.enum(['human', 'assisted', 'synthetic']),
  createdAt: count,
  /** Shown with what came of the text; empty when the contributor wants no name. */
  label: line.max(120),
  licence: line.max(80),
  contributor: z.string().regex(/^did:pkh:eip155:\d+:0x[0-9a-fA-F]{40}$/, 'must be a did:pkh of an EVM account'),
});

/** A CORE comes from anyone: 20 fields, and at most 32 parents of two fields each. */
const MAX_ITEMS = 512;

/** What anyone may read of a deposit. */
export type Core = z.infer<typeof coreSchema>;

/** Encodes a manifest CORE; its CID is the deposit's identifier. */
export function encodeCore(core: Core): Block {
  return encodeBlock(coreSchema.parse(core));
}

/** The CID of CORE bytes. */
export function coreCid(bytes: Uint8Array): CID {
  return toBlock(bytes).cid;
}

/** Reads CORE bytes that came from outside. @throws BadManifestError unless canonical dag-cbor of the schema */
export function decodeCore(bytes: Uint8Array): Core {
  const refuse = (cause: unknown) => new BadManifestError(reasonOf(cause), cause);
  return decodeBlock({ schema: coreSchema, isCanonical: true, refuse, maxItems: MAX_ITEMS }, bytes);
}

/** The EVM account of a CORE's contributor. */
export function contributorAccount(core: Pick<Core, 'contributor'>): `0x${string}` {
  return core.contributor.slice(core.contributor.lastIndexOf(':') + 1) as `0x${string}`;
}

/** The provenance units that must travel with a deposit. Plain text only, so that every surface can carry them. */
export const provenanceRecordSchema = z.strictObject({
  /** `sub:` identifier. */
  id: z.string(),
  /** The contributor's account as did:pkh. */
  contributor: z.string(),
  /** The name that outputs must show. */
  label: z.string(),
  register: z.string(),
  tier: z.string(),
  /** Digest of the consent notice that was signed, in hex. */
  consent: z.string(),
  licence: z.string(),
  lineage: z.array(z.strictObject({ kind: z.string(), deposit: z.string() })),
});

/** The provenance units of one deposit. */
export type ProvenanceRecord = z.infer<typeof provenanceRecordSchema>;

/** The units of a deposit, from its CORE and the tier in force. */
export function toProvenanceRecord(id: string, core: Core, tier: Tier = core.tier): ProvenanceRecord {
  return {
    id,
    contributor: core.contributor,
    label: core.label,
    register: core.register,
    tier,
    consent: bytesToHex(core.notice),
    licence: core.licence,
    lineage: core.lineage.map(({ kind, deposit }) => ({ kind, deposit })),
  };
}

/** Bytes that are no manifest CORE. */
export class BadManifestError extends BaseError {
  override readonly name = 'BadManifestError';
  override readonly kind = 'invalid';
  constructor(reason: string, cause?: unknown) {
    super(`The manifest was refused: ${reason}`, { cause });
  }
}
