import type { Genesis } from './schema.ts';

/** Parameters of the Ignition module `Commons`, from a genesis. */
export function toParameters(genesis: Genesis) {
  const { constitution, attesters, roll, operators, work, credits, governance, rules, mixture } = genesis;
  return {
    minDelay: constitution.minDelay,
    limits: constitution,
    attesters: attesters.accounts,
    attesterQuorum: attesters.quorum,
    delegateCap: roll.delegateCap,
    minStake: BigInt(operators.minStake),
    unbondingPeriod: operators.unbondingPeriod,
    workSettings: { window: work.window, groupCap: work.groupCap, epoch: work.epoch, epochCeiling: work.epochCeiling },
    verdictsNeeded: work.verdictsNeeded,
    creditSettings: credits,
    registers: mixture.registers,
    shares: mixture.shares,
    mixtureBounds: { floor: mixture.floor, cap: mixture.cap, maxStep: mixture.maxStep },
    rules: [
      { class: 1, ...rules.ordinary },
      { class: 2, ...rules.structural },
      { class: 3, ...rules.constitutional },
    ],
    governorSettings: { ...governance, proposalThreshold: BigInt(governance.proposalThreshold) },
  };
}
