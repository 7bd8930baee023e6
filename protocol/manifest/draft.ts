import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 } from 'multiformats/hashes/sha2';
import { type Address, hexToBytes } from 'viem';
import { type Core, encodeCore } from '../blocks/core.ts';
import { encryptText } from './encrypt.ts';
import { toDepositId } from './identifier.ts';
import { normalise } from './normalise.ts';
import { noticeDigest } from './notice.ts';
import type { Register } from './register.ts';
import type { Tier } from './tier.ts';

/** A text and what its contributor says about it. */
export type DraftOptions = {
  readonly text: string | Uint8Array;
  readonly register: Register;
  readonly tier: Tier;
  readonly contributor: Address;
  readonly chainId: number;
  readonly language?: string;
  readonly label?: string;
  readonly licence?: string;
  readonly lineage?: Core['lineage'];
  readonly production?: Core['production'];
  /** Unix seconds. */
  readonly createdAt?: number;
};

/** A deposit ready to be signed: public CORE and ciphertext, secret key and salt. */
export type Draft = {
  readonly id: string;
  readonly core: Core;
  readonly coreBytes: Uint8Array;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
  readonly key: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array<ArrayBuffer>;
};

/** Normalises and encrypts a text and builds its manifest CORE; the wallet signs next. */
export async function draftDeposit(options: DraftOptions): Promise<Draft> {
  const text = normalise(options.text);
  const encrypted = await encryptText(text);
  const core: Core = {
    v: 1,
    commitment: encrypted.commitment,
    ciphertext: CID.createV1(raw.code, await sha256.digest(encrypted.ciphertext)),
    bytes: new TextEncoder().encode(text).byteLength,
    words: text.trim().split(/\s+/u).length,
    language: options.language ?? 'und',
    register: options.register,
    tier: options.tier,
    rights: { holdsRights: true, allPartyConsent: true, noMinors: true },
    notice: new Uint8Array(hexToBytes(noticeDigest(options.tier))),
    lineage: options.lineage ?? [],
    production: options.production ?? 'human',
    createdAt: options.createdAt ?? Math.floor(Date.now() / 1000),
    label: options.label ?? '',
    licence: options.licence ?? '',
    contributor: `did:pkh:eip155:${options.chainId}:${options.contributor}`,
  };
  const { bytes: coreBytes, cid } = encodeCore(core);
  return {
    id: toDepositId(cid),
    core,
    coreBytes,
    ciphertext: encrypted.ciphertext,
    key: encrypted.key,
    salt: encrypted.salt,
  };
}
