import type { Hex } from 'viem';
import type { Attempts } from './attempt.ts';
import type { Breaker } from './breaker.ts';
import type { Candidate } from './candidate.ts';
import type { Directory } from './directory.ts';
import type { Learner } from './learn.ts';
import type { Random } from './random.ts';

/** What choosing and asking experts needs. */
export type GateComponents = {
  readonly directory: Pick<Directory, 'candidates' | 'leases'>;
  readonly attempts: Attempts;
  readonly breaker: Breaker;
  readonly learner: Learner;
  readonly random: Random;
  readonly gate: { readonly peerId: string; readonly account: Hex };
};

/** The names under which experts can be asked for. */
export function listModels(candidates: readonly Candidate[]): readonly string[] {
  const registers = candidates.filter(({ kind }) => kind === 'retrieval').map(({ domain }) => `register:${domain}`);
  return ['auto', ...new Set(registers), ...new Set(candidates.map(({ expertId }) => expertId))];
}
