import type { JobInput } from '../../protocol/messages/ask.ts';
import type { Outcome } from './attempt.ts';
import type { Selector } from './filter.ts';
import type { GateComponents } from './gateComponents.ts';
import { planRoute, type Route } from './route.ts';

/** Plans a route over what the directory holds now. */
export function planFor(
  { directory, attempts, learner, breaker, random }: GateComponents,
  needs: { readonly input: JobInput['kind']; readonly selector: Selector; readonly vector: Float32Array },
): Route {
  const gates = directory.leases().filter(({ lease }) => lease.roles.includes('gate')).length;
  const candidates = directory.candidates();
  return planRoute({ candidates, learner, breaker, random, gates, inFlight: attempts.inFlight }, needs);
}

/** Takes in how experts did on one question; those that were cut short tell nothing. */
export function learnFrom(
  { learner }: Pick<GateComponents, 'learner'>,
  { route, outcomes, worthOf }: { route: Route; outcomes: readonly Outcome[]; worthOf: (outcome: Outcome) => number },
): void {
  for (const outcome of outcomes) {
    if (outcome.status === 'late') continue;
    const { candidate, likeness } = outcome.ranked;
    learner.learn({ cell: route.cell, expertId: candidate.expertId, likeness, value: worthOf(outcome) });
  }
}
