import { CID } from 'multiformats/cid';
import type { Address } from 'viem';
import { contributorAccount } from '../../protocol/blocks/core.ts';
import type { DepositJournal, DepositRecord, Insertion, NewDeposit } from '../journal/deposits.ts';
import type { Journal } from '../journal/journal.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { Storage } from '../storage/storage.ts';
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
import { hashText, lockSecrets } from './secretBox.ts';

export type AcceptOptions = {
  readonly chainId: number;
  readonly depositLog: Address;
  readonly isSignedByContract: StatementFacts['isSignedByContract'];
  readonly recover?: StatementFacts['recover'];
  /** The registers of the policy in force. */
  readonly registers: () => Promise<readonly string[]>;
  readonly storage: Pick<Storage, 'put' | 'delete'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly deposits: DepositJournal;
  readonly pins: Pick<PinJournal, 'keep' | 'want'>;
  readonly storageKey: Uint8Array;
  readonly duplicateKey: Uint8Array;
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
    const duplicate = hashText(options.duplicateKey, text);
    assertNoDuplicate(deposits.findText(duplicate));
    const cids = [manifest.cid.toString(), manifest.core.ciphertext.toString()];
    await Promise.all([storage.put(submission.core, 'dag-cbor'), storage.put(submission.ciphertext, 'raw')]);
    const inserted = await append(manifest, toNewDeposit(manifest, submission, duplicate), cids);
    if (inserted.outcome === 'known') return toKnown(inserted.record);
    if (inserted.outcome === 'duplicate') assertNoDuplicate(inserted.record);
    const copied = await options.pinElsewhere(cids);
    return { record: inserted.record, isNew: true, pins: copied ? 2 : 1 };
  };

  async function check(manifest: Manifest, submission: Submission): Promise<string> {
    const { chainId, depositLog, isSignedByContract, recover } = options;
    const registers = await options.registers();
    checkManifest(manifest.core, { chainId, registers, ciphertext: submission.ciphertext });
    await checkStatement(manifest, submission, {
      ...{ chainId, depositLog, isSignedByContract, recover, now: now() },
    });
    return checkText(manifest.core, submission);
  }

  /** Appends in one commit with the pins; when that fails the blocks go again, so that nothing is half-accepted. */
  async function append(manifest: Manifest, deposit: NewDeposit, cids: readonly string[]): Promise<Insertion> {
    const forget = async () => {
      if (deposits.find(manifest.id)) return;
      for (const cid of cids) await storage.delete(CID.parse(cid));
    };
    try {
      const insertion = await options.journal.commit(() => {
        const made = deposits.insert(deposit);
        for (const cid of made.outcome === 'accepted' ? cids : []) {
          options.pins.keep(cid, 'deposit');
          options.pins.want(cid);
        }
        return made;
      });
      if (insertion.outcome === 'duplicate') await forget();
      return insertion;
    } catch (error) {
      await forget().catch(() => {});
      throw error;
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

function assertNoDuplicate(record: DepositRecord | null): void {
  if (!record) return;
  throw new DepositRefusedError('duplicate', 'This node holds the same text already.', { values: { id: record.id } });
}
