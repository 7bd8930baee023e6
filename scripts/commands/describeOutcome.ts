import { type Chamber, describeStop, type Tally } from '../../client/findStops.ts';
import type { Outcome } from '../../client/outcome.ts';

/** Where a proposal stands, in lines for people. */
export function describeOutcome({ state, votingFrom, votingUntil, ...it }: Outcome) {
  const { ofCourt, people, technical, objections, stops } = it;
  const times = { votingFrom, votingUntil };
  // Who may vote is counted when the vote opens.
  if (state === 'Pending') return { state, ...times };
  const stopped = state === 'Active' ? 'as it stands, stopped by' : 'stopped by';
  return {
    state,
    ...times,
    ...(ofCourt && { 'asked by': 'the court' }),
    people: describeChamber(people, people, 'persons'),
    'technical chamber': `${describeChamber(technical, technical.heads, 'groups')}; by weight ${describeTally(technical)}`,
    ...(objections > 0 && { objections }),
    ...(stops.length > 0 && { [stopped]: stops.map(describeStop) }),
  };
}

function describeChamber({ total, quorum, counts }: Chamber, tally: Tally, what: string): string {
  if (!counts) return `not asked: ${total} ${what} are too few`;
  return `${describeTally(tally)} of ${total} ${what}, quorum ${quorum}`;
}

function describeTally({ for: agree, against, abstain }: Tally): string {
  return `${agree} for, ${against} against, ${abstain} abstaining`;
}
