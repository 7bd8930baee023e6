import { expect } from 'chai';
import { asTimelock, type Commons, deployCommons, from, genesis, networkHelpers, refuses, viem } from '../commons.ts';

describe('MixturePolicy', () => {
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployCommons);
  });
  const adopt = async (shares: number[]) => commons.mixturePolicy.write.adopt([shares], await asTimelock(commons));
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.mixturePolicy, error, args);
  const even = genesis.mixture.shares;
  const moved = [2_250, 250, ...even.slice(2)];

  it('starts with the genesis policy', async () => {
    expect(await commons.mixturePolicy.read.current()).to.deep.equal([1n, even]);
    expect(await commons.mixturePolicy.read.registers()).to.deep.equal(genesis.mixture.registers);
    expect(await commons.mixturePolicy.read.plan()).to.deep.equal(genesis.mixture.plan);
    expect(await commons.mixturePolicy.read.bounds()).to.deep.equal({ floor: 200, cap: 5_000, maxStep: 1_000 });
  });

  it('adopts by decision and keeps the history', async () => {
    await viem.assertions.emitWithArgs(adopt(moved), commons.mixturePolicy, 'PolicyAdopted', [2n, moved]);
    expect(await commons.mixturePolicy.read.current()).to.deep.equal([2n, moved]);
    expect(await commons.mixturePolicy.read.policy([1n])).to.deep.equal(even);
    await fails(commons.mixturePolicy.read.policy([3n]), 'PolicyUnknown', [3n]);
    await fails(commons.mixturePolicy.read.policy([0n]), 'PolicyUnknown', [0n]);
  });

  it('adopts another plan by decision, with the shares before', async () => {
    const plan = { ...genesis.mixture.plan, budget: 1_000_000, capBp: 200 };
    const call = commons.mixturePolicy.write.adoptPlan([plan], await asTimelock(commons));
    await viem.assertions.emitWithArgs(call, commons.mixturePolicy, 'PlanAdopted', [2n, plan]);
    expect(await commons.mixturePolicy.read.current()).to.deep.equal([2n, even]);
    expect(await commons.mixturePolicy.read.planOf([1n])).to.deep.equal(genesis.mixture.plan);
    expect(await commons.mixturePolicy.read.planOf([2n])).to.deep.equal(plan);
    const stranger = commons.mixturePolicy.write.adoptPlan([plan], from(0));
    await viem.assertions.revertWithCustomError(stranger, commons.mixturePolicy, 'AccessManagedUnauthorized');
  });

  it('remembers which policy was in force when', async () => {
    const { read } = commons.mixturePolicy;
    await networkHelpers.time.increase(10);
    await adopt(moved);
    const [first, second] = [await read.adoptedAt([1n]), await read.adoptedAt([2n])];
    expect(second - first).to.be.at.least(10);
    expect([await read.policy([1n]), await read.policy([2n])]).to.deep.equal([even, moved]);
  });

  it('is for the timelock only', async () => {
    const call = commons.mixturePolicy.write.adopt([moved], from(0));
    await viem.assertions.revertWithCustomError(call, commons.mixturePolicy, 'AccessManagedUnauthorized');
  });

  it('refuses wrong sums, counts, bounds and steps', async () => {
    await fails(adopt([1_251, ...even.slice(1)]), 'SumNotWhole', [10_001n]);
    await fails(adopt(even.slice(1)), 'RegisterCountMismatch', [8n, 7n]);
    await fails(adopt([2_251, 249, ...even.slice(2)]), 'ShareTooFast', [0n, 1_250, 2_251]);
    await adopt(moved);
    await fails(adopt([2_301, 199, ...even.slice(2)]), 'ShareOutOfBounds', [1n, 199]);
  });

  it('refuses bounds outside the constitution', async () => {
    const make = (bounds: { floor: number; cap: number; maxStep: number }) =>
      viem.deployContract('MixturePolicy', [
        commons.authority.address,
        commons.constitution.address,
        genesis.mixture.registers,
        even,
        genesis.mixture.plan,
        bounds,
      ]);
    await fails(make({ floor: 99, cap: 5_000, maxStep: 500 }), 'MixtureBoundsInvalid', [99, 5_000, 500]);
    await fails(make({ floor: 100, cap: 6_001, maxStep: 500 }), 'MixtureBoundsInvalid', [100, 6_001, 500]);
    await fails(make({ floor: 100, cap: 5_000, maxStep: 2_001 }), 'MixtureBoundsInvalid', [100, 5_000, 2_001]);
    await fails(make({ floor: 5_000, cap: 4_000, maxStep: 500 }), 'MixtureBoundsInvalid', [5_000, 4_000, 500]);
    const none = viem.deployContract('MixturePolicy', [
      commons.authority.address,
      commons.constitution.address,
      [],
      [],
      genesis.mixture.plan,
      { floor: 100, cap: 5_000, maxStep: 500 },
    ]);
    await fails(none, 'RegisterCountMismatch', [0n, 0n]);
  });
});
