import type { Genesis } from './shape.ts';

/** Parameters of the Ignition module `Commons`, from a genesis. */
export function toParameters(genesis: Genesis) {
  const { constitution, attesters, beacon, operators, rules, mixture, guardian } = genesis;
  return {
    minDelay: constitution.minDelay,
    limits: constitution,
    attesters: attesters.accounts,
    attesterQuorum: attesters.quorum,
    beaconRound: beacon.round,
    beaconBan: beacon.ban,
    identitySettings: genesis.identities,
    minStake: BigInt(operators.minStake),
    unbondingPeriod: operators.unbondingPeriod,
    receiptEpoch: genesis.work.epoch,
    workSettings: genesis.work,
    spotCheckSettings: genesis.spotChecks,
    creditSettings: genesis.credits,
    registers: mixture.registers,
    shares: mixture.shares,
    plan: mixture.plan,
    mixtureBounds: { floor: mixture.floor, cap: mixture.cap, maxStep: mixture.maxStep },
    modelSettings: genesis.models,
    commonsSettings: genesis.commons,
    rules: [
      { class: 0, ...rules.routine },
      { class: 1, ...rules.ordinary },
      { class: 2, ...rules.structural },
      { class: 3, ...rules.constitutional },
    ],
    guardians: guardian.accounts,
    guardianQuorum: guardian.quorum,
    guardianSettings: { term: guardian.term, delay: guardian.delay },
    governorSettings: { ...genesis.governance, sponsorship: genesis.governance, decisions: genesis.governance },
    boardSettings: genesis.board,
    courtSettings: genesis.court,
  };
}
