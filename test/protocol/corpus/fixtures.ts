import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as digest from 'multiformats/hashes/digest';
import { type Hex, hexToBytes, keccak256, sha256, toHex } from 'viem';
import { type LocalAccount, privateKeyToAccount } from 'viem/accounts';
import { encodeBlock } from '../../../protocol/blocks/block.ts';
import type { Core } from '../../../protocol/blocks/core.ts';
import type { LogEntry } from '../../../protocol/corpus/snapshot.ts';
import { toDepositId } from '../../../protocol/manifest/identifier.ts';
import type { Register } from '../../../protocol/manifest/register.ts';
import type { Tier } from '../../../protocol/manifest/tier.ts';

export const CHAIN_ID = 31_337;
export const PLAN = { budget: 1_000, epochCap: 4, capBp: 10_000, heldOutOneIn: 5, samplerVersion: 2 } as const;

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
  readonly bytes?: number;
  readonly position?: number;
  readonly lineage?: Core['lineage'];
};

/** A manifest entry as a deposit log holds it, without its text. */
export function entry(options: EntryOptions): LogEntry {
  const { name, register = 'narrative', tier = 'public', by = 'ana', lineage = [] } = options;
  const digestOf = (label: string) => new Uint8Array(hexToBytes(sha256(toHex(`${name} ${label}`))));
  const core: Core = {
    v: 2,
    commitment: digestOf('commitment'),
    ciphertext: CID.createV1(raw.code, digest.create(0x12, digestOf('ciphertext'))),
    bytes: options.bytes ?? 100,
    language: 'en',
    register,
    tier,
    rights: { holdsRights: true, allPartyConsent: true, noMinors: true },
    notice: digestOf('notice'),
    lineage,
    production: 'human',
    createdAt: 1,
    label: by,
    licence: 'CC-BY-4.0',
    contributor: `did:pkh:eip155:${CHAIN_ID}:${account(by)}`,
  };
  return { id: toDepositId(encodeBlock(core).cid), core, position: options.position ?? 0 };
}
