import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 } from 'multiformats/hashes/sha2';
import type { Address, Hash } from 'viem';
import { type Draft, type DraftOptions, draftDeposit } from '../../../client/deposit.ts';
import type { ConsentInForce } from '../../../node/deposits/consentFold.ts';
import type { Manifest } from '../../../node/deposits/intake.ts';
import { createObjection } from '../../../node/deposits/manifests.ts';
import { lockSecrets } from '../../../node/deposits/secretBox.ts';
import { openDepositJournal } from '../../../node/journal/deposits.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { contributorAccount } from '../../../protocol/blocks/core.ts';
import { fromDepositId } from '../../../protocol/manifest/identifier.ts';
import { ALL_RIGHTS } from '../../../protocol/manifest/rights.ts';
import type { Tier } from '../../../protocol/manifest/tier.ts';

export const CHAIN_ID = 31337;
export const REGISTRY: Address = `0x${'cc'.repeat(20)}`;
export const TRANSACTION: Hash = `0x${'dd'.repeat(32)}`;

/** A custodian without a network: its journal, its blocks, and what the chain would say of consent. */
export function createCustodian() {
  const journal = openJournal(':memory:');
  const deposits = openDepositJournal(journal);
  const storageKey = new Uint8Array(32).fill(7);
  const blocks = new Map<string, Uint8Array>();
  const manifests = new Map<string, Manifest>();
  const tiers = new Map<string, Tier>();
  const withdrawn = new Set<string>();
  const barred = new Set<string>();
  const consent: ConsentInForce = {
    refresh: async () => {},
    isWithdrawn: (id) => withdrawn.has(id),
    withdrawalOf: (id) => (withdrawn.has(id) ? TRANSACTION : null),
    isBarred: (id) => barred.has(id),
    tierOf: (id, core) => tiers.get(id) ?? core.tier,
  };
  const findManifest = async (id: string) => manifests.get(id) ?? null;
  return {
    ...{ journal, deposits, storageKey, manifests, tiers, withdrawn, barred, consent, findManifest },
    objection: createObjection({ consent, findManifest }),
    storage: {
      has: async (cid: CID) => blocks.has(cid.toString()),
      get: async (cid: CID) => blocks.get(cid.toString()) as Uint8Array,
      delete: async (cid: CID) => void blocks.delete(cid.toString()),
    },
    /** Takes in a text as if it had come over HTTP. */
    async take(options: Partial<DraftOptions> & Pick<DraftOptions, 'contributor'>): Promise<Draft> {
      const draft = await draftDeposit({
        ...{ text: `A text at ${performance.now()}.`, register: 'narrative', tier: 'public', rights: ALL_RIGHTS },
        ...{ chainId: CHAIN_ID, ...options },
      });
      const { id, core, ciphertext, key, salt } = draft;
      manifests.set(id, { id, core, cid: fromDepositId(id) });
      blocks.set(CID.createV1(raw.code, await sha256.digest(ciphertext)).toString(), ciphertext);
      await journal.commit(() =>
        deposits.insert(
          {
            ...{ ...core, id, contributor: contributorAccount(core), ciphertext: core.ciphertext.toString() },
            ...{ acceptedAt: 1, deadline: 2, duplicate: crypto.getRandomValues(new Uint8Array(32)) },
            statement: { signedAt: 1, expiresAt: 2, signature: new Uint8Array(65) },
            secrets: lockSecrets(storageKey, id, { key, salt }),
          },
          () => false,
        ),
      );
      return draft;
    },
  };
}
