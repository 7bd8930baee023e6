import type { Address, Hex } from 'viem';
import type { Purpose } from '../../protocol/manifest/tier.ts';
import type { DepositJournal } from '../journal/deposits.ts';
import type { Journal } from '../journal/journal.ts';
import { type Budget, createBudget } from './budget.ts';
import type { ConsentInForce } from './consentFold.ts';
import type { FindManifest, Objection } from './manifests.ts';
import { unlockSecrets } from './secretBox.ts';
import type { FindWarrant, Warrant } from './warrant.ts';

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
  readonly deposits: Pick<DepositJournal, 'find' | 'secrets' | 'logRelease'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly consent: Pick<ConsentInForce, 'refresh'>;
  readonly findManifest: FindManifest;
  readonly objection: Objection;
  readonly findWarrant: FindWarrant;
  readonly storageKey: Uint8Array;
  readonly budget?: Budget;
};

/** Keys that one account is given in an hour: a run may read a large corpus, a thief not all of it before it is seen. */
const KEYS_PER_HOUR = 20_000;

/** What a requester is told whose keys of this hour are used up. */
export const LATER = 'too many keys in an hour: ask again later';

/**
 * Returns what hands out content keys of deposits accepted here, for what consent allows and the chain names the
 * requester for. Each release is in the journal, for its contributor to see, before the key is out.
 */
export function createReleaseKeys(options: Options) {
  const { deposits, journal, consent, findManifest, objection, findWarrant, storageKey } = options;
  const budget = options.budget ?? createBudget(KEYS_PER_HOUR);
  return async (request: KeyRequest, requester: Address): Promise<Keys> => {
    await consent.refresh();
    const { purpose, snapshot } = request;
    const warrantFor = await findWarrant({ purpose, snapshot, requester });
    const decide = async (deposit: string): Promise<Warrant> => {
      const record = deposits.find(deposit);
      if (!record) return { reason: 'unknown' };
      if (record.withdrawn) return { reason: 'withdrawn' };
      const manifest = await findManifest(deposit);
      if (!manifest) return { reason: 'its manifest cannot be read' };
      const reason = await objection(manifest, purpose);
      if (reason) return { reason };
      if ((await objection(manifest, 'reading')) === null) return { warrant: 'a public text' };
      return warrantFor({ id: deposit, register: record.register });
    };
    const decided: { deposit: string; decision: Warrant }[] = [];
    for (const deposit of new Set(request.deposits)) decided.push({ deposit, decision: await decide(deposit) });
    const allowed = decided.flatMap(({ deposit, decision }) =>
      'warrant' in decision ? [{ deposit, warrant: decision.warrant }] : [],
    );
    const granted = allowed.slice(0, budget.take(requester.toLowerCase(), allowed.length));
    const refused = [
      ...decided.flatMap(({ deposit, decision }) =>
        'reason' in decision ? [{ deposit, reason: decision.reason }] : [],
      ),
      ...allowed.slice(granted.length).map(({ deposit }) => ({ deposit, reason: LATER })),
    ];
    const at = Math.floor(Date.now() / 1000);
    await journal.commit(() => {
      for (const { deposit, warrant } of granted)
        deposits.logRelease({ purpose, snapshot, deposit, requester, warrant, at });
    });
    const keys = granted.flatMap(({ deposit }) => {
      const locked = deposits.secrets(deposit);
      return locked ? [{ deposit, key: unlockSecrets(storageKey, deposit, locked).key }] : [];
    });
    return { keys, refused };
  };
}

export type ReleaseKeys = ReturnType<typeof createReleaseKeys>;
