import { createHash } from 'node:crypto';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as Digest from 'multiformats/hashes/digest';
import { bytesToHex, type Hex, hexToBytes } from 'viem';
import { BadManifestError, type Core, contributorAccount, coreCid, decodeCore } from '../../protocol/blocks/core.ts';
import type { SignedStatement } from '../../protocol/blocks/logBatch.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { toDepositId } from '../../protocol/manifest/identifier.ts';
import { noticeDigest } from '../../protocol/manifest/notice.ts';
import { CIPHERTEXT_OVERHEAD, checkNormal, DecryptError, TextRefusedError } from '../../protocol/manifest/text.ts';
import { isSignedByContributor, type SignedClaim } from '../../protocol/receipts/verifyStatement.ts';
import { atOnce } from '../../protocol/steps.ts';
import { betweenLooks, inTurns } from '../inTurns.ts';
import { commitTo, openText } from './openText.ts';

/** What a contributor sends: public manifest and ciphertext, the secrets that open it, and the signed statement. */
export type Submission = {
  readonly core: Uint8Array;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
  readonly key: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly signature: Hex;
  /** Unix seconds. */
  readonly signedAt: number;
  readonly expiresAt: number;
};

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
  const bytes = facts.ciphertext.byteLength - CIPHERTEXT_OVERHEAD;
  if (bytes !== core.bytes) {
    throw new DepositRefusedError('wrong-count', 'The manifest counts other bytes than the ciphertext holds.', {
      values: { bytes, said: core.bytes },
    });
  }
}

const SHA_256 = 0x12;
/** UTF-16 units that are read within a millisecond. */
const SHORT = 16_384;

function ciphertextCid(bytes: Uint8Array): CID {
  return CID.createV1(raw.code, Digest.create(SHA_256, createHash('sha256').update(bytes).digest()));
}

/** Opens the text and checks it against the manifest. Returns its UTF-8 for hashing; it is never stored. @throws DepositRefusedError */
export async function checkText(core: Core, submission: Submission): Promise<Uint8Array> {
  const bytes = open(submission);
  await betweenLooks(bytes);
  await assertNormal(decode(bytes));
  await betweenLooks(bytes);
  if (Buffer.compare(commitTo(bytes, submission.salt), core.commitment) !== 0) {
    throw new DepositRefusedError('wrong-commitment', 'The text and salt are not what the manifest commits to.');
  }
  return bytes;
}

function open({ ciphertext, key }: Submission): Uint8Array {
  try {
    return openText(ciphertext, key);
  } catch (cause) {
    if (!(cause instanceof DecryptError)) throw cause;
    throw new DepositRefusedError('wrong-key', cause.message, { cause });
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new DepositRefusedError('bad-text', 'The text is not valid UTF-8.', { cause });
  }
}

async function assertNormal(text: string): Promise<void> {
  try {
    // A turn of the loop costs more than a short text does.
    if (text.length <= SHORT ? atOnce(checkNormal(text)) : await inTurns(checkNormal(text))) return;
  } catch (cause) {
    if (!(cause instanceof TextRefusedError)) throw cause;
    throw new DepositRefusedError('bad-text', cause.message, { cause });
  }
  throw new DepositRefusedError('bad-text', 'The text is not in normal form (UTF-8, NFC, line feeds, one at the end).');
}

export type StatementFacts = Pick<SignedClaim, 'chainId' | 'depositLog' | 'isSignedByContract' | 'recover'> & {
  /** Unix seconds. */
  readonly now: number;
};

/** The signed statement of a submission, as the log publishes it. */
export function toStatement({ signedAt, expiresAt, signature }: Submission): SignedStatement {
  return { signedAt, expiresAt, signature: new Uint8Array(hexToBytes(signature)) };
}

/** How far a contributor's clock may run ahead of ours, in seconds. */
const CLOCK_SKEW = 60;

/** Checks that the contributor signed this manifest and that the statement is in force. @throws DepositRefusedError */
export async function checkStatement(manifest: Manifest, submission: Submission, facts: StatementFacts): Promise<void> {
  const { signedAt, expiresAt } = submission;
  const values = { signedAt, expiresAt, now: facts.now };
  if (expiresAt <= facts.now) {
    throw new DepositRefusedError('statement-expired', 'The signed statement has expired.', {
      values,
      hint: 'Sign the deposit again.',
    });
  }
  if (signedAt > Math.min(expiresAt, facts.now + CLOCK_SKEW)) {
    throw new DepositRefusedError('statement-from-the-future', 'The statement says it was signed later than now.', {
      values,
      hint: 'Check the clock of the computer that signed.',
    });
  }
  const { core, cid: coreCid } = manifest;
  if (await isSignedByContributor({ ...facts, core, coreCid, statement: toStatement(submission) })) return;
  throw new DepositRefusedError('wrong-signature', 'The statement is not signed by the contributor in the manifest.', {
    values: { contributor: contributorAccount(core) },
    hint: 'Sign with that account, on this chain, for this commons.',
  });
}

/** Why a deposit was not accepted; programs read the code, people the sentence. */
export type RefusalCode =
  | 'bad-manifest'
  | 'wrong-chain'
  | 'wrong-notice'
  | 'wrong-ciphertext'
  | 'wrong-key'
  | 'wrong-commitment'
  | 'wrong-count'
  | 'bad-text'
  | 'unknown-register'
  | 'statement-expired'
  | 'statement-from-the-future'
  | 'wrong-signature'
  | 'duplicate'
  | 'ciphertext-taken'
  | 'withdrawn';

export class DepositRefusedError extends BaseError {
  override readonly name = 'DepositRefusedError';
  override readonly kind: 'refused' | 'conflict';
  readonly code: RefusalCode;

  constructor(
    code: RefusalCode,
    sentence: string,
    details: { values?: Readonly<Record<string, unknown>>; hint?: string; cause?: unknown } = {},
  ) {
    super(sentence, details);
    this.code = code;
    this.kind = ['duplicate', 'ciphertext-taken', 'withdrawn'].includes(code) ? 'conflict' : 'refused';
  }
}
