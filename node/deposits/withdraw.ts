import { type Address, type Hex, isAddressEqual } from 'viem';
import { blockCid } from '../../protocol/blocks/block.ts';
import { BadManifestError, contributorAccount, decodeCore } from '../../protocol/blocks/core.ts';
import { depositKey, toDepositId } from '../../protocol/manifest/identifier.ts';
import type { Chain } from '../chain/chain.ts';
import type { Follower } from '../chain/follower.ts';
import { createDuty } from '../duty.ts';
import type { DepositJournal } from '../journal/deposits.ts';
import type { Journal } from '../journal/journal.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { Witnesses } from '../journal/witnesses.ts';
import type { Storage } from '../storage/storage.ts';
import type { OnTrouble } from '../trouble.ts';
import type { Consents } from './consentFold.ts';
import type { Subject } from './manifests.ts';
import { ownerOfText } from './owners.ts';

type Options = {
  readonly chain: Pick<Chain, 'send'>;
  readonly follower: Pick<Follower, 'onCommitted'>;
  readonly consents: Pick<Consents, 'fold' | 'toErase' | 'erased'>;
  readonly storage: Pick<Storage, 'get' | 'has' | 'delete' | 'truncate'>;
  readonly journal: Pick<Journal, 'commit' | 'truncate'>;
  readonly deposits: Pick<DepositJournal, 'erase' | 'find'>;
  readonly pins: Pick<PinJournal, 'release' | 'ownersOf'>;
  /** What may quote a deposit: questions that their askers let verifiers see. Answers are kept nowhere. */
  readonly openings: Pick<Witnesses, 'names' | 'forgetQuotes'>;
  readonly signal: AbortSignal;
  readonly onTrouble: OnTrouble;
  readonly now?: () => number;
};

/** Only a withdrawal that could not be acted upon, or is looked at again, waits for this; new ones wake the duty. */
const EVERY_MS = 60_000;

/** Whoever was fetching the text when it was erased has ended by now, and may have brought it back. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Withdrawals: relays a depositor's signature to the chain, and erases what this node holds once the chain says so,
 * also what was withdrawn while the node was away.
 */
export function createWithdrawals(options: Options) {
  const { chain, follower, consents, storage, journal, deposits, pins, openings, signal, onTrouble } = options;
  const now = options.now ?? Date.now;
  const erasedAt = new Map<string, number>();
  /** Whether pages of what was erased may still be on disk. */
  let hasTraces = false;

  /**
   * Key, salt, duplicate hash, ciphertext and questions that quote it go; the manifest stays, since the log is
   * append-only. What is erased is what the deposit owns: a block with another owner stays, whatever a manifest names.
   */
  const erase = async (deposit: Hex, depositor: Address): Promise<void> => {
    const manifest = blockCid(deposit);
    const id = toDepositId(manifest);
    if (!(await storage.has(manifest)) && !openings.names(id)) return;
    const core = decodeCore(await storage.get(manifest));
    if (!isAddressEqual(contributorAccount(core), depositor)) return;
    const owner = ownerOfText(id);
    const owners = pins.ownersOf(core.ciphertext.toString());
    const isHeld = owners.includes(owner) || (owners.length === 0 && (await storage.has(core.ciphertext)));
    if (!isHeld && !openings.names(id) && deposits.find(id)?.withdrawn !== false) return;
    await journal.commit(() => {
      deposits.erase(id);
      openings.forgetQuotes(id);
      pins.release(owner);
    });
    await storage.delete(core.ciphertext);
    hasTraces = true;
  };
  const leaveNoTrace = () => {
    if (!hasTraces) return;
    journal.truncate();
    storage.truncate();
    hasTraces = false;
  };

  const eraseAll = async (): Promise<void> => {
    let failure: unknown = null;
    for (const withdrawal of consents.toErase()) {
      const key = `${withdrawal.deposit} ${withdrawal.depositor}`;
      try {
        await erase(withdrawal.deposit, withdrawal.depositor).catch(ignoreForeign);
      } catch (cause) {
        // One that cannot be acted upon now does not hold up the others.
        failure ??= cause;
        continue;
      }
      const since = erasedAt.get(key) ?? now();
      erasedAt.set(key, since);
      if (now() - since < LOOK_AGAIN_MS) continue;
      await journal.commit(() => consents.erased(withdrawal));
      erasedAt.delete(key);
    }
    leaveNoTrace();
    if (failure) throw failure;
  };
  const duty = createDuty({ name: 'erasing withdrawn texts', every: EVERY_MS, signal, work: eraseAll, onTrouble });
  const unlisten = follower.onCommitted(({ changed }) => changed.has(consents.fold.name) && duty.wake());

  return {
    start: duty.start,
    run: duty.run,
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
      // The withdrawal holds whatever happens now; the duty finishes what cannot be done at once.
      try {
        leaveNoTrace();
      } catch (cause) {
        onTrouble({ message: 'a withdrawn text may still be on disk', cause });
      }
    },
  };
}

/** A digest that anyone may sign about need not be a manifest's. */
function ignoreForeign(cause: unknown): void {
  if (!(cause instanceof BadManifestError)) throw cause;
}

export type Withdrawals = ReturnType<typeof createWithdrawals>;
