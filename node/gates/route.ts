import type { JobInput } from '../../protocol/messages/ask.ts';
import { balance } from './balance.ts';
import type { Breaker } from './breaker.ts';
import type { Candidate } from './candidate.ts';
import { isSelected, kindFor, type Selector } from './filter.ts';
import type { Learner } from './learn.ts';
import { findCell, measure } from './measure.ts';
import type { Random } from './random.ts';
import { scoreCandidates } from './score.ts';
import { shortlist } from './shortlist.ts';

export type Ranked = {
  readonly candidate: Candidate;
  readonly score: number;
  /** Likeness of its centroids to the question, relative to the likest candidate. */
  readonly likeness: number;
};

/** Which experts to ask, best first. */
export type Route = {
  readonly cell: string;
  readonly ranked: readonly Ranked[];
  readonly propensity: number;
};

export type RouteComponents = {
  readonly candidates: readonly Candidate[];
  readonly learner: Learner;
  readonly breaker: Breaker;
  readonly random: Random;
  readonly gates: number;
  readonly inFlight: (expertId: string) => number;
};

/** Scores within this of each other are close enough to let the load decide. */
const CLOSE = 0.1;
/** The same model gives the same answers, so a worse record only tells of a worse node. */
const SAME_MODEL_CLOSE = 0.6;

/** Decides which experts to ask for one input: filter, shortlist, score, balance. */
export function planRoute(
  { candidates, learner, breaker, random, gates, inFlight }: RouteComponents,
  { input, selector, vector }: { input: JobInput['kind']; selector: Selector; vector: Float32Array },
): Route {
  const measured = measure(candidates, vector);
  const cell = findCell(measured);
  const kind = kindFor(input);
  const able = measured.filter(
    ({ candidate }) =>
      candidate.kind === kind &&
      candidate.capacity > 0 &&
      isSelected(candidate, selector) &&
      breaker.mayAsk(candidate.expertId),
  );
  const rateOf = (expertId: string) => {
    const { successes, trials } = learner.recordOf(cell, expertId);
    return (successes + 1) / (trials + 2);
  };
  const listed = shortlist(able, { rateOf });
  const likest = listed.reduce((most, { similarity }) => Math.max(most, similarity), 0);
  const likenessOf = (similarity: number) => (likest > 0 ? similarity / likest : 0);
  const { order, propensity } = scoreCandidates(
    listed.map(({ candidate: { expertId }, similarity }) => ({
      expertId,
      prior: learner.priorOf(likenessOf(similarity)),
      ...learner.recordOf(cell, expertId),
    })),
    { random },
  );
  const ranked = order.flatMap(({ expertId, score }) => {
    const found = listed.find(({ candidate }) => candidate.expertId === expertId);
    return found ? [{ candidate: found.candidate, score, likeness: likenessOf(found.similarity) }] : [];
  });
  const [best] = ranked;
  const close = ranked.filter((one) => best && isClose(one, best)).map(({ candidate }) => candidate);
  const first = balance(close, { random, gates, inFlight });
  const lead = ranked.filter(({ candidate }) => candidate === first);
  return { cell, propensity, ranked: [...lead, ...ranked.filter((one) => !lead.includes(one))] };
}

/** The load decides only between experts that do the same work: the same model, or one domain and nearly one score. */
function isClose(one: Ranked, best: Ranked): boolean {
  const behind = best.score - one.score;
  if (one.candidate.manifestHash === best.candidate.manifestHash) return behind <= SAME_MODEL_CLOSE;
  return one.candidate.domain === best.candidate.domain && behind <= CLOSE;
}
