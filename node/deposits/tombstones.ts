import type { Address, LocalAccount } from 'viem';
import type { ShownTombstone } from '../../protocol/http/deposits.ts';
import { tombstoneTypedData } from '../../protocol/typedData/tombstone.ts';
import type { DepositJournal } from '../journal/deposits.ts';
import type { Storage } from '../storage/storage.ts';
import type { ConsentInForce } from './consentFold.ts';
import type { Subject } from './manifests.ts';

type Options = {
  readonly account: LocalAccount;
  readonly chainId: number;
  readonly consentRegistry: Address;
  readonly consent: Pick<ConsentInForce, 'withdrawalOf'>;
  readonly deposits: Pick<DepositJournal, 'find' | 'secrets'>;
  readonly storage: Pick<Storage, 'has'>;
  /** Unix seconds. */
  readonly now?: () => number;
};

/**
 * Returns what signs for a withdrawn deposit: it looks at the disk when it is asked, so that the operator states what
 * is so and not what was meant to be. Null while the chain shows no withdrawal.
 */
export function createTombstones(options: Options) {
  const { account, chainId, consentRegistry, consent, deposits, storage } = options;
  const now = options.now ?? (() => Math.floor(Date.now() / 1000));

  /** What this node held, and whether it still does; a node that only keeps copies never had a key. */
  const listParts = async ({ id, ciphertext }: Subject) => {
    const isOurs = deposits.find(id) !== null;
    const hasSecrets = deposits.secrets(id) !== null;
    return [
      ...(isOurs
        ? ['content key', 'salt', 'keyed hash of the text'].map((part) => ({ part, isHeld: hasSecrets }))
        : []),
      { part: 'ciphertext', isHeld: await storage.has(ciphertext) },
      { part: 'manifest', isHeld: true },
    ];
  };

  return async (subject: Subject): Promise<ShownTombstone | null> => {
    const { id, contributor: depositor } = subject;
    const transaction = consent.withdrawalOf(id, depositor);
    if (!transaction) return null;
    const parts = await listParts(subject);
    const said = {
      depositor,
      transaction,
      erased: parts.flatMap(({ part, isHeld }) => (isHeld ? [] : [part])),
      kept: parts.flatMap(({ part, isHeld }) => (isHeld ? [part] : [])),
      operator: account.address,
    };
    const statedAt = now();
    const tombstone = { ...said, manifest: id, statedAt: BigInt(statedAt) };
    const signature = await account.signTypedData(tombstoneTypedData({ chainId, consentRegistry, tombstone }));
    return { id, ...said, statedAt, signature };
  };
}

export type Tombstones = ReturnType<typeof createTombstones>;
