import type { Hex } from 'viem';
import { type AdapterCard, hashEvaluation } from '../blocks/adapterCard.ts';
import { rawCid } from '../blocks/block.ts';
import { type Core, toProvenanceRecord } from '../blocks/core.ts';
import { perPipeline } from '../provenance/per.ts';
import { tierInForce } from './consent.ts';
import { type CardOptions, createCard } from './createCard.ts';
import { type Difference, findDifference } from './difference.ts';
import { renderModelCard } from './renderModelCard.ts';
import { adapterSeed, checkpointSteps, stepsFor } from './trainingPlan.ts';

/** A card as it was published, and everything about its run that the chain says or that was recomputed. */
export type CardFacts = Omit<CardOptions, 'outcome'> & {
  readonly card: AdapterCard;
  /** What stands on chain of the adapter. */
  readonly adapter: { readonly evaluationHash: Hex; readonly weightsHash: Hex };
};

/**
 * The first thing that a card says otherwise than it was recomputed: it must lose no provenance unit of any deposit used, repeat
 * every fact of its run, evaluate every register that was held out, train as long as its rows last, and come with the Markdown
 * that follows from it. Null when it does. What training gave (rows, weights, losses, checkpoints) is checked by a replay.
 */
export function findCardDifference(facts: CardFacts): Difference | null {
  const { card } = facts;
  const { evaluationHash, weightsHash } = facts.adapter;
  return (
    findLostProvenance(facts) ??
    findDifference(
      'the adapter on chain',
      { evaluationHash: hashEvaluation(card.evaluation), weightsHash: card.weightsHash },
      { evaluationHash, weightsHash },
    ) ??
    findDifference('the training on the card', followsFrom(facts), {
      weights: card.weights,
      steps: card.training.steps,
      seed: card.training.seed,
      repeated: card.rows.repeated,
      checkpoints: card.checkpoints.map(({ step }) => step),
      evaluated: card.evaluation.map(({ register }) => register),
    }) ??
    findRestatement(facts)
  );
}

/** What training cannot choose once its rows are laid. */
function followsFrom({ card, adapter, drawn, run }: CardFacts) {
  const { training, rows } = card;
  const steps = stepsFor(rows.count, training);
  return {
    weights: rawCid(adapter.weightsHash),
    steps,
    seed: adapterSeed(run.seed),
    repeated: steps * training.batch - rows.count,
    checkpoints: checkpointSteps({ ...training, steps }),
    evaluated: [...drawn.heldOut.keys()],
  };
}

/** The card is made again with the trainer's own figures in their places: everything else must come out as it says. */
function findRestatement({ card, adapter: _, ...facts }: CardFacts): Difference | null {
  const { readme, evaluation, ...outcome } = card;
  const losses = (when: 'before' | 'after') => Object.fromEntries(evaluation.map((it) => [it.register, it[when]]));
  const again = createCard({
    ...facts,
    outcome: { ...outcome, lossBefore: losses('before'), lossAfter: losses('after') },
  });
  const { readme: __, ...claimed } = card;
  return (
    findDifference('the card', again, claimed) ??
    findDifference('Markdown of the card', rawCid(new TextEncoder().encode(renderModelCard(again))), readme)
  );
}

function findLostProvenance({ card, snapshot, consent, drawn }: CardFacts): Difference | null {
  const used = [...new Set(drawn.rows.map(({ id }) => id))].sort();
  const records = used.map((id) => {
    const core = snapshot.cores.get(id) as Core;
    return toProvenanceRecord(id, core, tierInForce(id, core, consent));
  });
  const { lost } = perPipeline([
    { name: 'batch list', records },
    { name: 'adapter card', records: card.deposits },
  ]);
  const [first] = lost;
  if (!first) return null;
  return { subject: `${first.unit} of ${first.id} on the card`, expected: first.expected, found: `${first.found}` };
}
