import { planSchema, type RunPlan } from '../../../protocol/blocks/snapshot.ts';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import type { Shares, TrainerComponents } from './components.ts';

/** What was voted of a run: basis points by register, and all that is drawn of the texts. */
export type VotedPolicy = { readonly shares: Shares; readonly plan: RunPlan };

/** Reads a policy from the chain. @throws PlanUnknownError when this software cannot draw by its plan */
export async function readPolicy(
  { chain }: { readonly chain: Pick<TrainerComponents['chain'], 'read'> },
  policyId: number,
): Promise<VotedPolicy> {
  const contract = 'mixturePolicy';
  const args = [BigInt(policyId)] as const;
  const [registers, shares, voted] = await Promise.all([
    chain.read({ contract, functionName: 'registers' }),
    chain.read({ contract, functionName: 'policy', args }),
    chain.read({ contract, functionName: 'planOf', args }),
  ]);
  const plan = planSchema.safeParse(voted);
  if (!plan.success) throw new PlanUnknownError(policyId, plan.error);
  return {
    shares: Object.fromEntries(registers.map((register, i) => [register, Number(shares[i] ?? 0)])),
    plan: plan.data,
  };
}

/** A vote chose a plan, such as another sampler, that this software does not know. */
export class PlanUnknownError extends BaseError {
  override readonly name = 'PlanUnknownError';
  override readonly kind = 'invalid';
  constructor(policyId: number, cause: unknown) {
    super('The voted plan of a policy is one that this version cannot draw by.', {
      values: { policyId },
      hint: 'Update the software; no run is opened before.',
      cause,
    });
  }
}
