import { type Address, isAddressEqual } from 'viem';
import { contributorAccount } from '../../protocol/blocks/core.ts';
import { betweenLooks } from '../inTurns.ts';
import type { DepositJournal, DepositRecord, Insertion, IsTold, NewDeposit } from '../journal/deposits.ts';
import type { Journal } from '../journal/journal.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { Storage } from '../storage/storage.ts';
import { storeOwned } from '../storage/storeOwned.ts';
import {
  checkManifest,
  checkStatement,
  checkText,
  DepositRefusedError,
  type Manifest,
  readManifest,
  type StatementFacts,
  type Submission,
  toStatement,
} from './intake.ts';
import { claimDeposit, TextTakenError } from './owners.ts';
import { hashText, lockSecrets } from './secretBox.ts';

export type AcceptOptions = {
  readonly chainId: number;
  readonly depositLog: Address;
  readonly isSignedByContract: StatementFacts['isSignedByContract'];
  readonly recover?: StatementFacts['recover'];
  /** The registers of the policy in force. */
  readonly registers: () => Promise<readonly string[]>;
  readonly storage: Pick<Storage, 'put' | 'has' | 'delete'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly deposits: DepositJournal;
  readonly pins: Pick<PinJournal, 'keep' | 'letGo' | 'ownersOf' | 'want'>;
  readonly storageKey: Uint8Array;
  readonly duplicateKey: Uint8Array;
  /** Whether whoever deposits may be told that this text is here already: it is public, or it is theirs. */
  readonly isTold: (record: DepositRecord, contributor: Address) => boolean;
  /** Refuses a contributor who has given enough for a day. */
  readonly assertQuota?: (contributor: Address) => Promise<void>;
  /** Asks another pinner for a copy; false when none confirmed in time. */
  readonly pinElsewhere: (cids: readonly string[]) => Promise<boolean>;
  /** Unix seconds. */
  readonly now?: () => number;
};

export type Acceptance = { readonly record: DepositRecord; readonly isNew: boolean; readonly pins: number };

/** Seconds within which an accepted deposit is promised to be anchored. */
const PROMISE_SECONDS = 3600;

/** Returns what takes deposits in: it refuses with a reason and stores nothing, or keeps everything durably. */
export function createAccept(options: AcceptOptions): (submission: Submission) => Promise<Acceptance> {
  const { deposits, storage } = options;
  const now = options.now ?? (() => Math.floor(Date.now() / 1000));
  return async (submission) => {
    const manifest = await readManifest(submission.core);
    const before = deposits.find(manifest.id);
    if (before) return toKnown(before);
    const text = await check(manifest, submission);
    await betweenLooks(text);
    const duplicate = hashText(options.duplicateKey, text);
    const contributor = contributorAccount(manifest.core);
    const isTold = (record: DepositRecord) => options.isTold(record, contributor);
    assertNoDuplicate(deposits.findText(duplicate, isTold), contributor);
    await options.assertQuota?.(contributor);
    await betweenLooks(text);
    const cids = [manifest.cid.toString(), manifest.core.ciphertext.toString()];
    const blocks = [
      { bytes: submission.core, codec: 'dag-cbor' },
      { bytes: submission.ciphertext, codec: 'raw' },
    ] as const;
    const inserted = await append(manifest, toNewDeposit(manifest, submission, duplicate), blocks, isTold);
    if (inserted.outcome === 'known') return toKnown(inserted.record);
    if (inserted.outcome === 'duplicate') assertNoDuplicate(inserted.record, contributor);
    const copied = await options.pinElsewhere(cids);
    return { record: inserted.record, isNew: true, pins: copied ? 2 : 1 };
  };

  async function check(manifest: Manifest, submission: Submission): Promise<Uint8Array> {
    const { chainId, depositLog, isSignedByContract, recover } = options;
    const registers = await options.registers();
    checkManifest(manifest.core, { chainId, registers, ciphertext: submission.ciphertext });
    await betweenLooks(submission.ciphertext);
    await checkStatement(manifest, submission, {
      ...{ chainId, depositLog, isSignedByContract, recover, now: now() },
    });
    return checkText(manifest.core, submission);
  }

  /** Stores the blocks and appends in one commit with their owner; otherwise they go again, unless they are another's. */
  async function append(
    manifest: Manifest,
    deposit: NewDeposit,
    blocks: Parameters<typeof storeOwned>[1],
    isTold: IsTold,
  ): Promise<Insertion> {
    const forget = async () => {
      for (const cid of [manifest.cid, manifest.core.ciphertext]) await storage.delete(cid);
    };
    try {
      const insertion = await storeOwned(options, blocks, (cids) => {
        const made = deposits.insert(deposit, isTold);
        if (made.outcome !== 'accepted') return made;
        claimDeposit(options.pins, manifest);
        for (const cid of cids) options.pins.want(cid.toString());
        return made;
      });
      if (insertion.outcome !== 'accepted') await forget();
      return insertion;
    } catch (error) {
      await forget().catch(() => {});
      throw error instanceof TextTakenError ? toRefusal(error) : error;
    }
  }

  function toNewDeposit({ id, core }: Manifest, submission: Submission, duplicate: Uint8Array): NewDeposit {
    const { register, tier, language, label, bytes } = core;
    const { key, salt } = submission;
    return {
      ...{ id, register, tier, language, label, bytes, duplicate },
      statement: toStatement(submission),
      contributor: contributorAccount(core),
      ciphertext: core.ciphertext.toString(),
      acceptedAt: now(),
      deadline: now() + PROMISE_SECONDS,
      secrets: lockSecrets(options.storageKey, id, { key, salt }),
    };
  }
}

function toKnown(record: DepositRecord): Acceptance {
  if (record.withdrawn) {
    throw new DepositRefusedError('withdrawn', 'This deposit was withdrawn for good.', {
      values: { id: record.id },
      hint: 'Deposit the text again: it gets a new identifier.',
    });
  }
  return { record, isNew: false, pins: 1 };
}

function toRefusal(cause: TextTakenError): DepositRefusedError {
  return new DepositRefusedError('ciphertext-taken', 'Another deposit has the same ciphertext.', {
    hint: 'Encrypt the text again: each deposit has a key of its own.',
    cause,
  });
}

/** Which deposit has the text is told to the account that gave it; of a public one, that it is here. */
function assertNoDuplicate(record: DepositRecord | null, contributor: Address): void {
  if (!record) return;
  const isOwn = isAddressEqual(record.contributor, contributor);
  const values = isOwn ? { id: record.id } : {};
  throw new DepositRefusedError('duplicate', 'This node holds the same text already.', { values });
}
