import type { Hex } from 'viem';
import type { JobInput } from '../../protocol/messages/ask.ts';
import type { Attempts, Outcome } from './attempt.ts';
import type { Breaker } from './breaker.ts';
import { type AskedKind, type Candidate, isSelected, type Selector } from './candidates.ts';
import type { Directory } from './directory.ts';
import type { Learner } from './learn.ts';
import { findCell, measure, type Random, scoreCandidates, shortlist } from './score.ts';

/** What choosing and asking experts needs. */
export type GateComponents = {
  readonly directory: Pick<Directory, 'candidates' | 'leases'>;
  readonly attempts: Attempts;
  readonly breaker: Breaker;
  readonly learner: Learner;
  readonly random: Random;
  readonly kinds: readonly AskedKind[];
  /** Operators whose work verifiers called false, until a panel finds it clean again. */
  readonly faulted: () => ReadonlySet<number>;
  readonly gate: { readonly peerId: string; readonly account: Hex };
};

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

export type RouteComponents = Pick<GateComponents, 'learner' | 'breaker' | 'random' | 'kinds' | 'faulted'> & {
  readonly candidates: readonly Candidate[];
  readonly gates: number;
  readonly inFlight: (expertId: string) => number;
};

type Needs = { readonly input: JobInput['kind']; readonly selector: Selector; readonly vector: Float32Array };

/** Scores within this of each other are close enough to let the load decide. */
const CLOSE = 0.1;
/** The same model gives the same answers, so a worse record only tells of a worse node. */
const SAME_MODEL_CLOSE = 0.6;

/** Plans a route over what the directory holds now. */
export function planFor({ directory, attempts, ...known }: GateComponents, needs: Needs): Route {
  const gates = directory.leases().filter(({ lease }) => lease.roles.includes('gate')).length;
  return planRoute({ ...known, candidates: directory.candidates(), gates, inFlight: attempts.inFlight }, needs);
}

/** Decides which experts to ask for one input: filter, shortlist, score, balance. */
export function planRoute(
  { candidates, kinds, learner, breaker, random, faulted, gates, inFlight }: RouteComponents,
  { input, selector, vector }: Needs,
): Route {
  const measured = measure(candidates, vector);
  const cell = findCell(measured);
  const answering = kinds.filter((one) => one.input === input).map(({ kind }) => kind);
  const wanted = measured.filter(
    ({ candidate }) => answering.includes(candidate.kind) && candidate.capacity > 0 && isSelected(candidate, selector),
  );
  // Who was found false is asked when nobody else is left, and when the circuits of all are open the best one is tried.
  const bad = faulted();
  const good = wanted.filter(({ candidate }) => !bad.has(candidate.operatorId));
  const sound = good.length > 0 ? good : wanted;
  const ready = sound.filter(({ candidate }) => breaker.mayAsk(candidate.expertId));
  const able = ready.length > 0 ? ready : sound;
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
  const inOrder = [...lead, ...ranked.filter((one) => !lead.includes(one))];
  return { cell, propensity, ranked: ready.length > 0 ? inOrder : inOrder.slice(0, 1) };
}

/** The load decides only between experts that do the same work: the same model, or one domain and nearly one score. */
function isClose(one: Ranked, best: Ranked): boolean {
  const behind = best.score - one.score;
  if (one.candidate.manifestHash === best.candidate.manifestHash) return behind <= SAME_MODEL_CLOSE;
  return one.candidate.domain === best.candidate.domain && behind <= CLOSE;
}

/** What balancing needs to know of an expert. */
export type Loaded = { readonly expertId: string; readonly queue: number; readonly capacity: number };

/**
 * Chooses between close candidates by two choices: two at random, then the one with the shorter wait. The wait is the
 * advertised queue and our own jobs in flight, which every other gate is assumed to have as many of.
 */
export function balance<T extends Loaded>(
  close: readonly T[],
  { random, gates, inFlight }: { random: Random; gates: number; inFlight: (expertId: string) => number },
): T | null {
  const take = (from: readonly T[]) => from[Math.floor(random() * from.length)];
  const first = take(close);
  if (!first) return null;
  const second = take(close.filter((one) => one !== first)) ?? first;
  const wait = (one: T) => (one.queue + gates * inFlight(one.expertId)) / Math.max(1, one.capacity);
  return wait(second) < wait(first) ? second : first;
}

/** Takes in how experts did on one question; those that were cut short tell nothing. */
export function learnFrom(
  { learner }: Pick<GateComponents, 'learner'>,
  { route, outcomes, worthOf }: { route: Route; outcomes: readonly Outcome[]; worthOf: (outcome: Outcome) => number },
): void {
  for (const outcome of outcomes) {
    // What was wrong with the request tells nothing of the expert either.
    if (outcome.status === 'late' || (outcome.status === 'failed' && outcome.error.errorClass === null)) continue;
    const { candidate, likeness } = outcome.ranked;
    learner.learn({ cell: route.cell, expertId: candidate.expertId, likeness, value: worthOf(outcome) });
  }
}
