import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as digest from 'multiformats/hashes/digest';
import { type Hex, hexToBytes, keccak256, sha256, toHex } from 'viem';
import { type LocalAccount, privateKeyToAccount } from 'viem/accounts';
import { encodeBlock } from '../../../protocol/blocks/block.ts';
import type { Core } from '../../../protocol/blocks/core.ts';
import { toDepositId } from '../../../protocol/manifest/identifier.ts';
import type { Register } from '../../../protocol/manifest/register.ts';
import type { Tier } from '../../../protocol/manifest/tier.ts';

export const CHAIN_ID = 31_337;
export const PLAN = { version: 1, wordBudget: 1_000, epochCap: 4, contributorCapBp: 10_000, heldOutOneIn: 5 } as const;

export function account(name: string): Hex {
  return signerOf(name).address.toLowerCase() as Hex;
}

const signers = new Map<string, LocalAccount>();

/** The key behind an account. */
export function signerOf(name: string): LocalAccount {
  const known = signers.get(name) ?? privateKeyToAccount(keccak256(toHex(name)));
  signers.set(name, known);
  return known;
}

export type EntryOptions = {
  readonly name: string;
  readonly register?: Register;
  readonly tier?: Tier;
  readonly by?: string;
  readonly words?: number;
  readonly lineage?: Core['lineage'];
};

/** A manifest entry as a deposit log holds it, without its text. */
export function entry(options: EntryOptions): { id: string; core: Core } {
  const { name, register = 'narrative', tier = 'public', by = 'ana', words = 100, lineage = [] } = options;
  const bytes = (label: string) => new Uint8Array(hexToBytes(sha256(toHex(`${name} ${label}`))));
  const core: Core = {
    v: 1,
    commitment: bytes('commitment'),
    ciphertext: CID.createV1(raw.code, digest.create(0x12, bytes('ciphertext'))),
    bytes: words * 6,
    words,
    language: 'en',
    register,
    tier,
    rights: { holdsRights: true, allPartyConsent: true, noMinors: true },
    notice: bytes('notice'),
    lineage,
    production: 'human',
    createdAt: 1,
    label: by,
    licence: 'CC-BY-4.0',
    contributor: `did:pkh:eip155:${CHAIN_ID}:${account(by)}`,
  };
  return { id: toDepositId(encodeBlock(core).cid), core };
}
