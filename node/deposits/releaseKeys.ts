import type { Address, Hex } from 'viem';
import { allows, type Purpose } from '../../protocol/manifest/tier.ts';
import type { DepositJournal, DepositRecord } from '../journal/deposits.ts';
import type { Journal } from '../journal/journal.ts';
import type { ConsentInForce } from './consentFold.ts';
import { unlockSecrets } from './secretBox.ts';

export type KeyRequest = {
  readonly purpose: Purpose;
  readonly snapshot: Hex;
  /** `sub:` identifiers. */
  readonly deposits: readonly string[];
};

export type Keys = {
  readonly keys: readonly { readonly deposit: string; readonly key: Uint8Array }[];
  readonly refused: readonly { readonly deposit: string; readonly reason: string }[];
};

type Options = {
  readonly deposits: DepositJournal;
  readonly journal: Pick<Journal, 'commit'>;
  readonly consent: ConsentInForce;
  readonly storageKey: Uint8Array;
};

/** Returns what hands out content keys of deposits accepted here; each release is in the journal before the key is out. */
export function createReleaseKeys({ deposits, journal, consent, storageKey }: Options) {
  return async (request: KeyRequest, requester: Address): Promise<Keys> => {
    await consent.refresh();
    const decided = [...new Set(request.deposits)].map((deposit) => {
      const record = deposits.find(deposit);
      return { deposit, record, reason: reasonAgainst(record, request.purpose) };
    });
    const refused = decided.flatMap(({ deposit, reason }) => (reason ? [{ deposit, reason }] : []));
    const granted = decided.filter((it) => !it.reason);
    const at = Math.floor(Date.now() / 1000);
    await journal.commit(() => {
      for (const { deposit } of granted) deposits.logRelease({ ...request, deposit, requester, at });
    });
    const keys = granted.flatMap(({ deposit }) => {
      const locked = deposits.secrets(deposit);
      return locked ? [{ deposit, key: unlockSecrets(storageKey, deposit, locked).key }] : [];
    });
    return { keys, refused };
  };

  function reasonAgainst(record: DepositRecord | null, purpose: Purpose): string | null {
    if (!record) return 'unknown';
    if (record.withdrawn || consent.isWithdrawn(record.id, record.contributor)) return 'withdrawn';
    if (consent.isBarred(record.id)) return 'kept back by the board or the court';
    const tier = consent.tierOf(record.id, {
      contributor: `did:pkh:eip155:0:${record.contributor}`,
      tier: record.tier,
    });
    return allows(tier, purpose) ? null : `tier ${tier} does not allow ${purpose}`;
  }
}

export type ReleaseKeys = ReturnType<typeof createReleaseKeys>;
