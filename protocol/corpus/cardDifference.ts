import type { Hex } from 'viem';
import { type AdapterCard, hashEvaluation } from '../blocks/adapterCard.ts';
import { blockCid, encodeBlock } from '../blocks/block.ts';
import { type Core, toProvenanceRecord } from '../blocks/core.ts';
import type { Tier } from '../manifest/tier.ts';
import { perPipeline } from '../provenance/per.ts';
import { type ConsentAt, tierInForce } from './consent.ts';
import type { DrawnRun } from './drawRun.ts';
import type { Snapshot } from './snapshot.ts';

/** The first thing that a card says otherwise than it was recomputed. */
export type Difference = { readonly subject: string; readonly expected: string; readonly found: string };

export type CardFacts = {
  readonly card: AdapterCard;
  /** The digest of the evaluation that stands on chain. */
  readonly evaluationHash: Hex;
  readonly seed: Hex;
  readonly snapshot: Snapshot;
  readonly consent: ConsentAt;
  readonly drawn: DrawnRun;
};

/** A card must repeat what was recomputed, and lose no provenance unit of any deposit used. Null when it does. */
export function findCardDifference(facts: CardFacts): Difference | null {
  const { card, evaluationHash, seed, snapshot, drawn } = facts;
  const digest = (value: unknown) => encodeBlock(value).digest;
  const shares = card.attribution.shares.map(({ labels: _, ...share }) => share);
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['snapshot of the card', snapshot.root, card.snapshot.root],
    ['snapshot link of the card', blockCid(snapshot.root), card.snapshot.manifest],
    ['seed of the card', seed, card.seed],
    ['mixture of the card', digest(drawn.registers), digest(card.mixture)],
    ['shares of the card', digest(drawn.attribution.shares), digest(shares)],
    ['held-out deposits of the card', digest([...drawn.heldOut.values()].flat().sort()), digest(card.heldOut)],
    ['evaluation digest', hashEvaluation(card.evaluation), evaluationHash],
  ];
  const differing = pairs.find(([, expected, found]) => String(expected) !== String(found));
  if (differing) return { subject: differing[0], expected: String(differing[1]), found: String(differing[2]) };
  return findLostProvenance(facts);
}

function findLostProvenance({ card, snapshot, consent, drawn }: CardFacts): Difference | null {
  const used = [...new Set(drawn.rows.map(({ id }) => id))].sort();
  const tierOf = (id: string, core: Core): Tier => tierInForce(id, core, consent);
  const records = used.map((id) => {
    const core = snapshot.cores.get(id) as Core;
    return toProvenanceRecord(id, core, tierOf(id, core));
  });
  const { lost } = perPipeline([
    { name: 'batch list', records },
    { name: 'adapter card', records: card.deposits },
  ]);
  const [first] = lost;
  if (!first) return null;
  return { subject: `${first.unit} of ${first.id} on the card`, expected: first.expected, found: `${first.found}` };
}
