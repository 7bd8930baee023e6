import { type Address, encodeAbiParameters, type Hex, keccak256, zeroHash } from 'viem';
import type { Block } from '../blocks/block.ts';
import { type ConsentRow, encodeConsentTable } from '../blocks/consentTable.ts';
import { type Core, contributorAccount } from '../blocks/core.ts';
import { compareText } from '../compareText.ts';
import { depositKey } from '../manifest/identifier.ts';
import { allows, type Purpose, TIERS, type Tier } from '../manifest/tier.ts';
import { MerkleLog } from '../merkle/tree.ts';

/** What contributors, board and court say at one block, by deposit identifier. */
export type ConsentAt = {
  readonly withdrawn: ReadonlySet<string>;
  /** Tiers that contributors changed after depositing. */
  readonly tierChanges: ReadonlyMap<string, Tier>;
  /** Deposits that the board holds or took down, or that the court froze. */
  readonly barred: ReadonlySet<string>;
};

/** Consent as it is asked of one deposit after the other, whether it is a table of one block or a view that moves. */
export type ConsentView = {
  readonly withdrawn: Pick<ConsentAt['withdrawn'], 'has'>;
  readonly tierChanges: Pick<ConsentAt['tierChanges'], 'get'>;
  readonly barred: Pick<ConsentAt['barred'], 'has'>;
};

/** The tier in force: the changed one, else the one in the manifest. */
export function tierInForce(id: string, core: Pick<Core, 'tier'>, consent: Pick<ConsentView, 'tierChanges'>): Tier {
  return consent.tierChanges.get(id) ?? core.tier;
}

/** The consent in force over a set of manifests, as one block; its digest is the run's consent root. */
export function encodeConsent(cores: ReadonlyMap<string, Core>, consent: ConsentAt): Block {
  const rows = [...cores]
    .sort(([a], [b]) => compareText(a, b))
    .map(([id, core]): ConsentRow => [id, tierInForce(id, core, consent), consent.withdrawn.has(id)]);
  return encodeConsentTable(rows);
}

/** Merkle root over the sorted identifiers that are withdrawn among a set of manifests. */
export function withdrawnRoot(cores: ReadonlyMap<string, Core>, consent: ConsentAt): Hex {
  const ids = [...cores.keys()].filter((id) => consent.withdrawn.has(id)).sort(compareText);
  return new MerkleLog(ids.map((id) => new TextEncoder().encode(id))).root();
}

/** The most texts that one text may come from, over all steps: whoever judges it must look at each. */
export const MOST_PARENTS = 64;

/**
 * Why consent, or a decision of board or court, forbids a purpose for a deposit, or null when it allows it. A derived text follows its most restrictive
 * parent, and nobody knows what a parent allows that no log holds; a contributor's own revision stands by itself.
 */
export function findObjection(
  id: string,
  { cores, consent, purpose }: { cores: ReadonlyMap<string, Core>; consent: ConsentView; purpose: Purpose },
): string | null {
  const family = new Set([id]);
  // A set gives those too that are added meanwhile, each once.
  for (const current of family) {
    const prefix = current === id ? '' : `parent ${current} is `;
    if (family.size > MOST_PARENTS + 1) return `derived from more than ${MOST_PARENTS} texts`;
    const core = cores.get(current);
    if (!core) return `${prefix}unknown`;
    if (consent.withdrawn.has(current)) return `${prefix}withdrawn`;
    if (consent.barred.has(current)) return `${prefix}kept back by the board or the court`;
    const tier = tierInForce(current, core, consent);
    if (!allows(tier, purpose)) return `${prefix}tier ${tier}`;
    for (const { kind, deposit } of core.lineage) {
      const isOwnRevision = kind === 'revisionOf' && cores.get(deposit)?.contributor === core.contributor;
      if (!isOwnRevision) family.add(deposit);
    }
  }
  return null;
}

type Decision = { readonly deposit: Hex; readonly depositor: Address };
type Placed<T> = { readonly args: T; readonly blockNumber: bigint; readonly logIndex: number };

/** What ConsentRegistry emitted up to one block, each kind in order. */
export type ConsentEvents = {
  readonly withdrawals: readonly Placed<Decision>[];
  readonly tierChanges: readonly Placed<Decision & { readonly tier: number }>[];
};

/**
 * The consent in force for a set of manifests. Events of anyone but a manifest's own contributor mean nothing; `barred`
 * are the keys of deposits that are kept back (`barredAt`).
 */
export function foldConsent(
  cores: ReadonlyMap<string, Core>,
  events: ConsentEvents,
  barred: ReadonlySet<Hex>,
): ConsentAt {
  const ids = new Map([...cores].map(([id, core]) => [toKey(depositKey(id), contributorAccount(core)), id]));
  const find = (decision: Decision) => ids.get(toKey(decision.deposit, decision.depositor));
  const withdrawn = events.withdrawals.map(({ args }) => find(args)).filter((id) => id !== undefined);
  const tierChanges = new Map<string, Tier>();
  for (const { args } of events.tierChanges) {
    const id = find(args);
    const tier = TIERS[args.tier];
    if (id && tier) tierChanges.set(id, tier);
  }
  const keptBack = [...cores.keys()].filter((id) => barred.has(depositKey(id)));
  return { withdrawn: new Set(withdrawn), tierChanges, barred: new Set(keptBack) };
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
