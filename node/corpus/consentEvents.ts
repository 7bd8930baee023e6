import type { Address, Hex } from 'viem';
import { type Core, contributorAccount } from '../../protocol/manifest/core.ts';
import { depositKey } from '../../protocol/manifest/identifier.ts';
import { TIERS, type Tier } from '../../protocol/manifest/tier.ts';
import type { Consent } from './consent.ts';

/** What ConsentRegistry emitted up to one block, in order. */
export type ConsentEvents = {
  readonly withdrawals: readonly { readonly deposit: Hex; readonly depositor: Address }[];
  readonly tierChanges: readonly { readonly deposit: Hex; readonly depositor: Address; readonly tier: number }[];
};

/** The consent in force for a set of manifests. Events of anyone but a manifest's own contributor mean nothing. */
export function foldConsent(cores: ReadonlyMap<string, Core>, events: ConsentEvents): Consent {
  const ids = new Map([...cores].map(([id, core]) => [toKey(depositKey(id), contributorAccount(core)), id]));
  const find = (event: { deposit: Hex; depositor: Address }) => ids.get(toKey(event.deposit, event.depositor));
  const withdrawn = events.withdrawals.map(find).filter((id) => id !== undefined);
  const tierChanges = new Map<string, Tier>();
  for (const event of events.tierChanges) {
    const id = find(event);
    const tier = TIERS[event.tier];
    if (id && tier) tierChanges.set(id, tier);
  }
  return { withdrawn: new Set(withdrawn), tierChanges };
}

function toKey(deposit: Hex, depositor: Address): string {
  return `${deposit} ${depositor}`.toLowerCase();
}
