import type { Hex } from 'viem';
import type { Block } from '../blocks/block.ts';
import { type ConsentRow, encodeConsentTable } from '../blocks/consentTable.ts';
import type { Core } from '../blocks/core.ts';
import { compareText } from '../compareText.ts';
import { allows, type Purpose, type Tier } from '../manifest/tier.ts';
import { MerkleLog } from '../merkle/log.ts';

/** What ConsentRegistry says at one block, by deposit identifier. */
export type ConsentAt = {
  readonly withdrawn: ReadonlySet<string>;
  /** Tiers that contributors changed after depositing. */
  readonly tierChanges: ReadonlyMap<string, Tier>;
};

/** The tier in force: the changed one, else the one in the manifest. */
export function tierInForce(id: string, core: Pick<Core, 'tier'>, consent: ConsentAt): Tier {
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

/**
 * Why consent forbids a purpose for a deposit, or null when it allows it. A derived text follows its most restrictive
 * parent; a contributor's own revision stands by itself.
 */
export function findObjection(
  id: string,
  { cores, consent, purpose }: { cores: ReadonlyMap<string, Core>; consent: ConsentAt; purpose: Purpose },
): string | null {
  const seen = new Set<string>();
  const visit = (current: string): string | null => {
    const core = cores.get(current);
    if (!core || seen.has(current)) return null;
    seen.add(current);
    const prefix = current === id ? '' : `parent ${current} is `;
    if (consent.withdrawn.has(current)) return `${prefix}withdrawn`;
    const tier = tierInForce(current, core, consent);
    if (!allows(tier, purpose)) return `${prefix}tier ${tier}`;
    for (const edge of core.lineage) {
      const isOwnRevision = edge.kind === 'revisionOf' && cores.get(edge.deposit)?.contributor === core.contributor;
      const objection = isOwnRevision ? null : visit(edge.deposit);
      if (objection) return objection;
    }
    return null;
  };
  return visit(id);
}
