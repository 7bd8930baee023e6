import { type Address, encodeAbiParameters, type Hex, keccak256, zeroHash } from 'viem';
import { type Core, contributorAccount } from '../blocks/core.ts';
import { depositKey } from '../manifest/identifier.ts';
import { TIERS, type Tier } from '../manifest/tier.ts';
import type { ConsentAt } from './consent.ts';

type Decision = { readonly deposit: Hex; readonly depositor: Address };
type Placed<T> = { readonly args: T; readonly blockNumber: bigint; readonly logIndex: number };

/** What ConsentRegistry emitted up to one block, each kind in order. */
export type ConsentEvents = {
  readonly withdrawals: readonly Placed<Decision>[];
  readonly tierChanges: readonly Placed<Decision & { readonly tier: number }>[];
};

/** The consent in force for a set of manifests. Events of anyone but a manifest's own contributor mean nothing. */
export function foldConsent(cores: ReadonlyMap<string, Core>, events: ConsentEvents): ConsentAt {
  const ids = new Map([...cores].map(([id, core]) => [toKey(depositKey(id), contributorAccount(core)), id]));
  const find = (decision: Decision) => ids.get(toKey(decision.deposit, decision.depositor));
  const withdrawn = events.withdrawals.map(({ args }) => find(args)).filter((id) => id !== undefined);
  const tierChanges = new Map<string, Tier>();
  for (const { args } of events.tierChanges) {
    const id = find(args);
    const tier = TIERS[args.tier];
    if (id && tier) tierChanges.set(id, tier);
  }
  return { withdrawn: new Set(withdrawn), tierChanges };
}

/** The code of a withdrawal in the chain of hashes; a change of tier has the tier's number. */
const WITHDRAWN = 255;
const LINK = [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'address' }, { type: 'uint8' }] as const;

/** `ConsentRegistry.head()` after these events: each decision, whoever made it, is hashed onto the ones before. */
export function foldConsentHead({ withdrawals, tierChanges }: ConsentEvents): Hex {
  const decisions = [
    ...withdrawals.map((event) => ({ ...event, code: WITHDRAWN })),
    ...tierChanges.map((event) => ({ ...event, code: event.args.tier })),
  ].sort((a, b) =>
    a.blockNumber === b.blockNumber ? a.logIndex - b.logIndex : a.blockNumber < b.blockNumber ? -1 : 1,
  );
  let head: Hex = zeroHash;
  for (const { args, code } of decisions) {
    head = keccak256(encodeAbiParameters(LINK, [head, args.deposit, args.depositor, code]));
  }
  return head;
}

function toKey(deposit: Hex, depositor: Address): string {
  return `${deposit} ${depositor}`.toLowerCase();
}
