import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { getAddress, keccak256 } from 'viem';
import {
  addressAt,
  asTimelock,
  type Commons,
  deployCommons,
  from,
  genesis,
  networkHelpers,
  refuses,
  viem,
} from '../commons.ts';

const NOWHERE = '0x00000000000000000000000000000000000000aa';

describe('Constitution and RuleBook', () => {
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployCommons);
  });
  const ordinary = { class: 1, ...genesis.rules.ordinary };
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.ruleBook, error, args);
  const add = async (rules: typeof ordinary) => commons.ruleBook.write.addRuleset([rules], await asTimelock(commons));

  describe('Constitution', () => {
    it('holds the genesis limits and the hash of the text beside them', async () => {
      const { minCommonsFloor, ...limits } = genesis.constitution;
      const expected = { ...limits, minCommonsFloor: BigInt(minCommonsFloor) };
      expect(await commons.constitution.read.limits()).to.deep.equal(expected);
      const text = readFileSync(new URL('../../../scripts/deploy/genesis/constitution.md', import.meta.url));
      expect((await commons.constitution.read.limits()).textHash).to.equal(keccak256(text));
    });

    it('has no function that changes anything', () => {
      const functions = commons.constitution.abi.filter((it) => it.type === 'function');
      expect(functions.every((it) => it.stateMutability === 'view')).to.equal(true);
    });

    it('refuses empty and contradictory limits', async () => {
      const bad = [
        { minPeopleQuorum: 0 },
        { minTechnicalHeads: 10_001 },
        { minShareFloor: 7_000 },
        { maxShareStep: 0 },
        { minDelay: 0 },
        { minVotingPeriod: 0 },
        { peopleToActivate: 0 },
        { groupsToActivate: 0 },
      ];
      for (const limits of bad) {
        const { minCommonsFloor } = genesis.constitution;
        const all = { ...genesis.constitution, minCommonsFloor: BigInt(minCommonsFloor), ...limits };
        const made = viem.deployContract('Constitution', [all]);
        await viem.assertions.revertWithCustomError(made, commons.constitution, 'LimitsInvalid');
      }
    });
  });

  it('adds rulesets and never changes old ones', async () => {
    const second = { ...ordinary, peopleQuorum: 1_600 };
    await viem.assertions.emitWithArgs(add(second), commons.ruleBook, 'RulesetAdded', [5n, 1, second]);
    expect(await commons.ruleBook.read.rulesOf([1])).to.deep.equal(second);
    expect(await commons.ruleBook.read.ruleset([2n])).to.deep.equal(ordinary);
    await fails(commons.ruleBook.read.ruleset([6n]), 'RulesetUnknown', [6n]);
  });

  it('refuses rules below the constitution, or out of order between classes', async () => {
    const bad = [
      { peopleQuorum: 499 },
      { technicalHeads: 999 },
      { majority: 4_999 },
      { majority: 7_501 },
      { delay: 0 },
      { peopleQuorum: 5_001 },
      { peopleQuorum: 2_501 },
      { delay: 4 },
    ];
    for (const rules of bad) await fails(add({ ...ordinary, ...rules }), 'RulesetOutOfBounds', [1]);
    await fails(add({ class: 3, ...genesis.rules.constitutional, majority: 5_999 }), 'RulesetOutOfBounds', [3]);
    await fails(add({ ...ordinary, class: 4 }), 'ClassUnknown', [4]);
    await fails(add({ ...ordinary, class: 0 }), 'RulesetOutOfBounds', [0]);
  });

  it('classifies by the strictest call, and unknown calls as constitutional', async () => {
    const { classify, classOf } = commons.ruleBook.read;
    const mixture = commons.mixturePolicy.address;
    const adopt = '0x6c97d18e' as const;
    const set = { target: NOWHERE, selector: adopt, class: 1 } as const;
    await commons.ruleBook.write.setClass([set], await asTimelock(commons));
    expect(await classOf([NOWHERE, adopt])).to.equal(1);
    expect(await classify([[NOWHERE], [adopt]])).to.equal(1);
    expect(
      await classify([
        [NOWHERE, mixture],
        [adopt, '0xdeadbeef'],
      ]),
    ).to.equal(3);
    expect(await classify([[NOWHERE], ['0x']])).to.equal(3);
  });

  it('keeps calls to itself constitutional', async () => {
    const timelock = await asTimelock(commons);
    const { address } = commons.ruleBook;
    const own = commons.ruleBook.write.setClass([{ target: address, selector: '0x12345678', class: 1 }], timelock);
    await fails(own, 'ClassFixed', [getAddress(address)]);
    const odd = commons.ruleBook.write.setClass([{ target: NOWHERE, selector: '0x12345678', class: 4 }], timelock);
    await fails(odd, 'ClassUnknown', [4]);
  });

  it('is for the timelock only', async () => {
    const calls = [
      commons.ruleBook.write.addRuleset([ordinary], from(0)),
      commons.ruleBook.write.setClass([{ target: NOWHERE, selector: '0x12345678', class: 1 }], from(0)),
    ];
    for (const call of calls) await fails(call, 'AccessManagedUnauthorized', [getAddress(addressAt(0))]);
  });
});
