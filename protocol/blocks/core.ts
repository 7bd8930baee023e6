import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';
import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { REGISTERS } from '../manifest/register.ts';
import { TIERS } from '../manifest/tier.ts';

const cid = z.custom<CID>((value) => CID.asCID(value) !== null, 'must be a CID link');
const bytes32 = z.instanceof(Uint8Array).refine((value) => value.byteLength === 32, 'must be 32 bytes');
const depositId = z.string().regex(/^sub:b[a-z2-7]{20,}$/, 'must be a sub: identifier');

/**
 * The immutable public part of a deposit's manifest. It holds no plaintext, no plain hash of the text and no name:
 * `commitment` is HMAC-SHA-256 of the text under a secret salt.
 */
const coreSchema = z.strictObject({
  v: z.literal(1),
  commitment: bytes32,
  ciphertext: cid,
  bytes: z.int().positive(),
  words: z.int().positive(),
  language: z.string().regex(/^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*|und)$/, 'must be a BCP 47 tag such as en'),
  register: z.enum(REGISTERS),
  tier: z.enum(TIERS),
  rights: z.strictObject({ holdsRights: z.literal(true), allPartyConsent: z.literal(true), noMinors: z.literal(true) }),
  notice: bytes32,
  lineage: z
    .array(
      z.strictObject({
        kind: z.enum(['revisionOf', 'derivedFrom', 'translationOf', 'transcriptOf']),
        deposit: depositId,
      }),
    )
    .max(32),
  production: z.enum(['human', 'assisted', 'synthetic']),
  createdAt: z.int().nonnegative(),
  label: z.string().max(120),
  licence: z.string().max(80),
  contributor: z.string().regex(/^did:pkh:eip155:\d+:0x[0-9a-fA-F]{40}$/, 'must be a did:pkh of an EVM account'),
});

export type Core = z.infer<typeof coreSchema>;

/** Encodes a manifest CORE as dag-cbor and gives its CIDv1 (sha2-256). */
export async function encodeCore(core: Core): Promise<{ bytes: Uint8Array; cid: CID }> {
  const bytes = dagCbor.encode(coreSchema.parse(core));
  return { bytes, cid: await coreCid(bytes) };
}

/** The CID of CORE bytes. */
export async function coreCid(bytes: Uint8Array): Promise<CID> {
  return CID.createV1(dagCbor.code, await sha256.digest(bytes));
}

/** Reads CORE bytes that came from outside. @throws BadManifestError unless canonical dag-cbor of the schema */
export function decodeCore(bytes: Uint8Array): Core {
  let value: unknown;
  try {
    value = dagCbor.decode(bytes);
  } catch (cause) {
    throw new BadManifestError('The manifest is not dag-cbor.', cause);
  }
  const parsed = coreSchema.safeParse(value);
  if (!parsed.success) throw new BadManifestError(z.prettifyError(parsed.error).replaceAll('\n', ' '), parsed.error);
  const again = dagCbor.encode(parsed.data);
  const same = again.byteLength === bytes.byteLength && again.every((byte, i) => byte === bytes[i]);
  if (!same) throw new BadManifestError('The manifest is not in canonical dag-cbor form.');
  return parsed.data;
}

/** The EVM account of a CORE's contributor. */
export function contributorAccount(core: Pick<Core, 'contributor'>): `0x${string}` {
  return core.contributor.slice(core.contributor.lastIndexOf(':') + 1) as `0x${string}`;
}

export class BadManifestError extends BaseError {
  override readonly name = 'BadManifestError';
  override readonly kind = 'invalid';
  constructor(reason: string, cause?: unknown) {
    super(`The manifest was refused: ${reason}`, { cause });
  }
}
