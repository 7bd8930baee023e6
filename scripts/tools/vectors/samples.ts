import { type CID, CID as Cid } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as Digest from 'multiformats/hashes/digest';
import { type Address, type Hex, hexToBytes, keccak256, sha256, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { type Core, encodeCore } from '../../../protocol/blocks/core.ts';
import type { LogEntry } from '../../../protocol/corpus/snapshot.ts';
import { toDepositId } from '../../../protocol/manifest/identifier.ts';
import { noticeDigest } from '../../../protocol/manifest/notice.ts';
import type { Register } from '../../../protocol/manifest/register.ts';
import type { Tier } from '../../../protocol/manifest/tier.ts';

export const CHAIN_ID = 31_337;

/** The key that signs all vectors. Everybody knows it. */
export const KEY = keccak256(toHex('tilth golden vectors'));

export const SIGNER = privateKeyToAccount(KEY);

/** Thirty-two bytes that follow from a name. */
export function word(name: string): Hex {
  return keccak256(toHex(name));
}

/** An account that follows from a name; nobody has its key. */
export function accountOf(name: string): Address {
  return `0x${word(name).slice(-40)}`;
}

/** The link to a raw block that holds a name. */
export function linkTo(name: string): CID {
  return Cid.createV1(raw.code, Digest.create(0x12, hexToBytes(sha256(toHex(name)))));
}

export type Sample = {
  readonly name: string;
  readonly register: Register;
  readonly tier?: Tier;
  readonly by: string;
  readonly bytes: number;
  readonly lineage?: Core['lineage'];
};

/** A deposit without its text. */
export function sampleDeposit({ name, register, tier = 'public', by, bytes, lineage = [] }: Sample) {
  const core: Core = {
    v: 2,
    commitment: new Uint8Array(hexToBytes(word(`${name} commitment`))),
    ciphertext: linkTo(`${name} ciphertext`),
    bytes,
    language: 'en',
    register,
    tier,
    rights: { holdsRights: true, allPartyConsent: true, noMinors: true },
    notice: new Uint8Array(hexToBytes(noticeDigest(tier))),
    lineage,
    production: 'human',
    createdAt: 1_700_000_000,
    label: by,
    licence: 'CC-BY-4.0',
    contributor: `did:pkh:eip155:${CHAIN_ID}:${accountOf(by)}`,
  };
  return { id: toDepositId(encodeCore(core).cid), core };
}

const ROWS: readonly Sample[] = [
  { name: 'mill', register: 'narrative', by: 'ana', bytes: 420 },
  { name: 'orchard', register: 'narrative', by: 'ben', bytes: 180 },
  { name: 'ferry', register: 'narrative', by: 'ana', bytes: 77 },
  { name: 'hymn', register: 'sacred', by: 'chidi', bytes: 90 },
  { name: 'well', register: 'oral', by: 'dora', bytes: 310, tier: 'training-only' },
  { name: 'loom', register: 'technical', by: 'ben', bytes: 250 },
  { name: 'kiln', register: 'technical', by: 'chidi', bytes: 140 },
  { name: 'letter', register: 'conversational', by: 'dora', bytes: 60, tier: 'retrieval-only' },
];

/** A small corpus of several registers, contributors and tiers; its last text derives from the first. */
export const CORPUS = ((): readonly LogEntry[] => {
  const first = ROWS.map(sampleDeposit);
  const lineage: Core['lineage'] = [{ kind: 'translationOf', deposit: first[0]?.id ?? '' }];
  const all = [...first, sampleDeposit({ name: 'moulin', register: 'narrative', by: 'emil', bytes: 400, lineage })];
  return all.map((entry, position) => ({ ...entry, position }));
})();
