import type { Genesis } from './shape.ts';

/** Parameters of the Ignition module `Commons`, from a genesis. */
export function toParameters(genesis: Genesis) {
  const { constitution, attesters, operators, rules, mixture } = genesis;
  return {
    minDelay: constitution.minDelay,
    limits: constitution,
    attesters: attesters.accounts,
    attesterQuorum: attesters.quorum,
    consentEpoch: genesis.consents.epoch,
    identitySettings: genesis.identities,
    minStake: BigInt(operators.minStake),
    unbondingPeriod: operators.unbondingPeriod,
    workSettings: genesis.work,
    spotCheckSettings: genesis.spotChecks,
    settlementWindow: genesis.settlement.window,
    creditSettings: genesis.credits,
    registers: mixture.registers,
    shares: mixture.shares,
    mixtureBounds: { floor: mixture.floor, cap: mixture.cap, maxStep: mixture.maxStep },
    maxConsentAge: genesis.models.maxConsentAge,
    commonsSettings: genesis.commons,
    rules: [
      { class: 0, ...rules.routine },
      { class: 1, ...rules.ordinary },
      { class: 2, ...rules.structural },
      { class: 3, ...rules.constitutional },
    ],
    governorSettings: genesis.governance,
    boardSettings: genesis.board,
    courtSettings: genesis.court,
  };
}
