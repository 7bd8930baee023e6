import { createHash } from 'node:crypto';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as Digest from 'multiformats/hashes/digest';
import { bytesToHex } from 'viem';
import { BadManifestError, type Core, coreCid, decodeCore } from '../../../protocol/blocks/core.ts';
import { toDepositId } from '../../../protocol/manifest/identifier.ts';
import { noticeDigest } from '../../../protocol/manifest/notice.ts';
import { DepositRefusedError } from './refusal.ts';

export type Manifest = { readonly id: string; readonly cid: CID; readonly core: Core };

/** Reads the manifest and its identifier. @throws DepositRefusedError */
export async function readManifest(bytes: Uint8Array): Promise<Manifest> {
  try {
    const core = decodeCore(bytes);
    const cid = coreCid(bytes);
    return { id: toDepositId(cid), cid, core };
  } catch (cause) {
    if (!(cause instanceof BadManifestError)) throw cause;
    throw new DepositRefusedError('bad-manifest', cause.message, { cause });
  }
}

/** Checks what the manifest says against this commons and the ciphertext. @throws DepositRefusedError */
export function checkManifest(
  core: Core,
  facts: { readonly chainId: number; readonly registers: readonly string[]; readonly ciphertext: Uint8Array },
): void {
  const chainId = Number(core.contributor.split(':')[3]);
  if (chainId !== facts.chainId) {
    throw new DepositRefusedError('wrong-chain', 'The contributor stands on another chain.', {
      values: { chainId, expected: facts.chainId },
    });
  }
  if (!facts.registers.includes(core.register)) {
    throw new DepositRefusedError('unknown-register', 'The policy in force has no such register.', {
      values: { register: core.register },
      hint: `Choose one of: ${facts.registers.join(', ')}.`,
    });
  }
  if (bytesToHex(core.notice) !== noticeDigest(core.tier)) {
    throw new DepositRefusedError('wrong-notice', 'The manifest names another consent notice than its tier has.', {
      values: { tier: core.tier, notice: bytesToHex(core.notice) },
    });
  }
  const found = ciphertextCid(facts.ciphertext);
  if (!found.equals(core.ciphertext)) {
    throw new DepositRefusedError('wrong-ciphertext', 'The ciphertext is not the one that the manifest names.', {
      values: { named: core.ciphertext, found },
    });
  }
}

const SHA_256 = 0x12;

function ciphertextCid(bytes: Uint8Array): CID {
  return CID.createV1(raw.code, Digest.create(SHA_256, createHash('sha256').update(bytes).digest()));
}
