import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import * as Digest from 'multiformats/hashes/digest';
import { type Address, type Hex, hexToBytes, isAddressEqual } from 'viem';
import { BadManifestError, contributorAccount, decodeCore } from '../../protocol/blocks/core.ts';
import { depositKey, toDepositId } from '../../protocol/manifest/identifier.ts';
import type { Chain } from '../chain/chain.ts';
import type { Follower } from '../chain/follower.ts';
import { createDuty } from '../duty.ts';
import type { DepositJournal } from '../journal/deposits.ts';
import type { Journal } from '../journal/journal.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { Storage } from '../storage/storage.ts';
import type { OnTrouble } from '../trouble.ts';
import type { Consents } from './consentFold.ts';
import type { Subject } from './manifests.ts';

type Options = {
  readonly chain: Pick<Chain, 'send'>;
  readonly follower: Pick<Follower, 'onCommitted'>;
  readonly consents: Pick<Consents, 'fold' | 'toErase' | 'erased'>;
  readonly storage: Storage;
  readonly journal: Pick<Journal, 'commit'>;
  readonly deposits: Pick<DepositJournal, 'erase' | 'find'>;
  readonly pins: Pick<PinJournal, 'drop' | 'confirm'>;
  readonly signal: AbortSignal;
  readonly onTrouble: OnTrouble;
};

/** Only a withdrawal that could not be acted upon waits for this; new ones wake the duty. */
const EVERY_MS = 60_000;

const SHA_256 = 0x12;

/**
 * Withdrawals: relays a depositor's signature to the chain, and erases what this node holds once the chain says so,
 * also what was withdrawn while the node was away.
 */
export function createWithdrawals(options: Options) {
  const { chain, follower, consents, storage, journal, deposits, pins, signal, onTrouble } = options;
  /** Key, salt, duplicate hash and ciphertext go; the manifest stays, since the log is append-only. */
  const erase = async (deposit: Hex, depositor: Address): Promise<boolean> => {
    const manifest = CID.createV1(dagCbor.code, Digest.create(SHA_256, hexToBytes(deposit)));
    if (!(await storage.has(manifest))) return false;
    const core = decodeCore(await storage.get(manifest));
    if (!isAddressEqual(contributorAccount(core), depositor)) return false;
    await journal.commit(() => {
      deposits.erase(toDepositId(manifest));
      pins.drop(core.ciphertext.toString());
      pins.confirm(core.ciphertext.toString());
    });
    await storage.delete(core.ciphertext);
    return true;
  };

  const eraseAll = async (): Promise<void> => {
    for (const withdrawal of consents.toErase()) {
      await erase(withdrawal.deposit, withdrawal.depositor).catch(ignoreForeign);
      await journal.commit(() => consents.erased(withdrawal));
    }
  };
  const duty = createDuty({ name: 'erasing withdrawn texts', every: EVERY_MS, signal, work: eraseAll, onTrouble });
  const unlisten = follower.onCommitted(({ changed }) => changed.has(consents.fold.name) && duty.wake());

  return {
    start: duty.start,
    stop: async () => {
      unlisten();
      await duty.stop();
    },
    /** Puts a withdrawal on chain, of this node's log or of another. @throws TransactionRefusedError */
    relay: async (
      { id, contributor: depositor }: Pick<Subject, 'id' | 'contributor'>,
      signature: Hex,
    ): Promise<void> => {
      const deposit = depositKey(id);
      const args = [deposit, depositor, signature] as const;
      await chain.send({ contract: 'consentRegistry', functionName: 'withdraw', args });
      await erase(deposit, depositor);
    },
  };
}

/** A digest that anyone may sign about need not be a manifest's. */
function ignoreForeign(cause: unknown): void {
  if (!(cause instanceof BadManifestError)) throw cause;
}

export type Withdrawals = ReturnType<typeof createWithdrawals>;
