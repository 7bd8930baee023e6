import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import * as Digest from 'multiformats/hashes/digest';
import { type Address, type Hex, hexToBytes, isAddressEqual } from 'viem';
import { contributorAccount, decodeCore } from '../../protocol/blocks/core.ts';
import { depositKey, toDepositId } from '../../protocol/manifest/identifier.ts';
import type { Chain } from '../chain/chain.ts';
import type { DepositJournal, DepositRecord } from '../journal/deposits.ts';
import type { Journal } from '../journal/journal.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { Storage } from '../storage/storage.ts';

type Options = {
  readonly chain: Pick<Chain, 'send' | 'watch'>;
  readonly storage: Storage;
  readonly journal: Pick<Journal, 'commit'>;
  readonly deposits: Pick<DepositJournal, 'erase' | 'find'>;
  readonly pins: Pick<PinJournal, 'drop' | 'confirm'>;
};

const SHA_256 = 0x12;

/** Withdrawals: relays a depositor's signature to the chain, and erases what this node holds once the chain says so. */
export function createWithdrawals({ chain, storage, journal, deposits, pins }: Options) {
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

  return {
    erase,
    /** @throws TransactionRefusedError when the signature is not the contributor's */
    relay: async (record: DepositRecord, signature: Hex): Promise<Hex | null> => {
      if (record.withdrawn) return null;
      const deposit = depositKey(record.id);
      const args = [deposit, record.contributor, signature];
      const { transactionHash } = await chain.send({ contract: 'consentRegistry', functionName: 'withdraw', args });
      await erase(deposit, record.contributor);
      return transactionHash;
    },
    /** Erases whatever anyone withdraws, from now on and while we were away. */
    watch: (signal: AbortSignal): void =>
      chain.watch({
        contract: 'consentRegistry',
        eventName: 'Withdrawn',
        signal,
        onEvents: async (events) => {
          for (const { args } of events) {
            const { deposit, depositor } = args as { deposit: Hex; depositor: Address };
            await erase(deposit, depositor).catch((cause: unknown) => ignoreForeign(cause));
          }
        },
      }),
  };
}

/** A digest that anyone may sign about need not be a manifest's. */
function ignoreForeign(cause: unknown): void {
  if (cause instanceof Error && cause.name === 'BadManifestError') return;
  throw cause;
}

export type Withdrawals = ReturnType<typeof createWithdrawals>;
