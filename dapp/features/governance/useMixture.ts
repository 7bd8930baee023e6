import type { RunPlan } from '../../../protocol/blocks/snapshot.ts';
import { useChain } from '../../api/useChain.ts';
import type { Limits } from './mixture.ts';

export type Mixture = {
  readonly policyId: bigint;
  readonly registers: readonly string[];
  readonly shares: readonly number[];
  readonly limits: Limits;
  /** What else was voted of a run; its sampler may be one that this page does not know. */
  readonly plan: Omit<RunPlan, 'samplerVersion'>;
};

/** The mixture in force and its limits, read from the chain itself. */
export function useMixture() {
  return useChain({
    key: ['mixture'],
    every: 5000,
    read: async (chain): Promise<Mixture> => {
      const contract = 'mixturePolicy';
      const [registers, [policyId, shares], limits, plan] = await Promise.all([
        chain.read({ contract, functionName: 'registers' }),
        chain.read({ contract, functionName: 'current' }),
        chain.read({ contract, functionName: 'bounds' }),
        chain.read({ contract, functionName: 'plan' }),
      ]);
      return { policyId, registers, shares, limits, plan };
    },
  });
}
