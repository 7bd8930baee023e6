import type { TrainingRuns } from './runFold.ts';
import { type RunParts, waitsForRun } from './waitsForRun.ts';

/** The first policy was never voted on, so nobody reads texts for it. */
const FIRST_VOTED = 2;

type Parts = RunParts & { readonly runs: Pick<TrainingRuns, 'find' | 'currentPolicy'> };

/** The run that an operator claimed for the policy in force and may still open; null for none. */
export async function claimToOpen(parts: Parts, operatorId: number): Promise<number | null> {
  const { runs } = parts;
  const claim = runs.claimsOf(runs.currentPolicy()).at(-1);
  if (claim?.operatorId !== operatorId || claim.policyId < FIRST_VOTED || runs.find(claim.runId)) return null;
  // Whoever let its time pass has no use for texts any more.
  return (await waitsForRun(parts, claim.policyId)) ? null : claim.runId;
}
