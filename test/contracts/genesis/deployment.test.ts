import { expect } from 'chai';
import { type Abi, getAddress, toFunctionSelector, zeroHash } from 'viem';
import { hashGenesis } from '../../../scripts/deploy/genesis/hash.ts';
import { assertProfileFits, LocalProfileError } from '../../../scripts/deploy/genesis/profile.ts';
import { readGenesis } from '../../../scripts/deploy/genesis/read.ts';
import { BadGenesisError, parseGenesis } from '../../../scripts/deploy/genesis/schema.ts';
import { CLASSES, RIGHTS } from '../../../scripts/deploy/modules/authority.ts';
import { addressAt, type Commons, deployCommons, from, genesis, networkHelpers, refuses } from '../commons.ts';

describe('deployment', () => {
  let commons: Commons;
  before(async () => {
    commons = await networkHelpers.loadFixture(deployCommons);
  });

  it('leaves the deployer without any role, and the table of rights closed', async () => {
    const deployer = addressAt(0);
    const { timelockController, authority } = commons;
    const roles = [zeroHash, ...(await timelockRoles())];
    for (const role of roles) expect(await timelockController.read.hasRole([role, deployer])).to.equal(false);
    await refuses(authority.write.bind([[], deployer], from(0)), authority, 'AlreadyBound', []);
    await refuses(commons.ruleBook.write.bind([[]], from(0)), commons.ruleBook, 'BindingClosed', [
      getAddress(deployer),
    ]);
  });

  it('makes the governor the only proposer, executor and canceller of the timelock, and freezes that', async () => {
    const { timelockController, commonsGovernor } = commons;
    expect(await timelockController.read.hasRole([zeroHash, timelockController.address])).to.equal(false);
    for (const role of await timelockRoles()) {
      const events = await timelockController.getEvents.RoleGranted({ role }, { fromBlock: 0n });
      expect(events.map((it) => it.args.account?.toLowerCase())).to.deep.equal([commonsGovernor.address.toLowerCase()]);
    }
  });

  it('gives each right to the contracts that it is for, and to nobody else, the timelock included', async () => {
    const { authority, timelockController } = commons;
    const wanted = RIGHTS.flatMap(({ target, selector, holders }) =>
      holders.map((holder) => [commons[target].address, selector, commons[holder].address].join(' ').toLowerCase()),
    );
    const table = await authority.read.table();
    const found = table.map(({ target, selector, holder }) => [target, selector, holder].join(' ').toLowerCase());
    expect(found).to.have.members(wanted);
    for (const { target, selector } of RIGHTS) {
      const args = [timelockController.address, commons[target].address, selector] as const;
      expect(await authority.read.canCall(args)).to.equal(false);
    }
    expect((await authority.read.court()).toLowerCase()).to.equal(commons.disputeCourt.address.toLowerCase());
  });

  it('names only functions that its contracts have, and every restricted one is named or a matter of votes', () => {
    for (const { target, signature, selector } of [...RIGHTS, ...CLASSES]) {
      const selectors = (commons[target].abi as Abi).flatMap((it) =>
        it.type === 'function' ? [toFunctionSelector(it)] : [],
      );
      expect(selectors, `${target}.${signature}`).to.include(selector);
    }
  });

  it('classifies what is not constitutional', async () => {
    for (const { target, selector, class: wanted } of CLASSES) {
      expect(await commons.ruleBook.read.classOf([commons[target].address, selector])).to.equal(wanted);
    }
  });

  async function timelockRoles() {
    const { read } = commons.timelockController;
    return [await read.PROPOSER_ROLE(), await read.EXECUTOR_ROLE(), await read.CANCELLER_ROLE()];
  }
});

describe('genesis', () => {
  it('refuses the local profile on a chain that others could use', () => {
    expect(() => assertProfileFits(genesis, 1)).to.throw(LocalProfileError);
    expect(() => assertProfileFits(genesis, 11155111)).to.throw(LocalProfileError);
    assertProfileFits(genesis, 31337);
    assertProfileFits(readGenesis('production'), 1);
  });

  it('hashes the same whatever the order of keys', () => {
    const reversed = Object.fromEntries(Object.entries(genesis).reverse()) as typeof genesis;
    expect(hashGenesis(reversed)).to.equal(hashGenesis(genesis));
    expect(hashGenesis({ ...genesis, beacon: { ...genesis.beacon, round: 3 } })).to.not.equal(hashGenesis(genesis));
  });

  it('refuses impossible and weak settings', () => {
    const production = readGenesis('production');
    const bad = [
      {},
      { ...genesis, extra: 1 },
      { ...genesis, attesters: { ...genesis.attesters, quorum: 4 } },
      { ...genesis, mixture: { ...genesis.mixture, shares: [10_000] } },
      { ...production, attesters: { ...production.attesters, quorum: 2 } },
      { ...production, constitution: { ...production.constitution, groupsToActivate: 2 } },
      { ...production, governance: { ...production.governance, votingDelay: 60 } },
      { ...production, operators: { ...production.operators, unbondingPeriod: 60 } },
      { ...production, credits: { ...production.credits, halfLife: 60 } },
      { ...production, court: { ...production.court, panelSize: 3 } },
      { ...genesis, court: { ...genesis.court, panelSize: 4 } },
      { ...genesis, commons: { ...genesis.commons, floor: genesis.constitution.minCommonsFloor - 1 } },
      { ...genesis, models: { ...genesis.models, maxConsentAge: genesis.constitution.maxConsentAge + 1 } },
      { ...genesis, mixture: { ...genesis.mixture, plan: { ...genesis.mixture.plan, heldOutOneIn: 1 } } },
      { ...genesis, models: { ...genesis.models, maxConsentAge: genesis.credits.epoch + 1 } },
      { ...production, mixture: { ...production.mixture, plan: { ...production.mixture.plan, capBp: 5_000 } } },
      { ...genesis, rules: { ...genesis.rules, structural: { ...genesis.rules.structural, majority: 4_000 } } },
    ];
    for (const it of bad) expect(() => parseGenesis(it)).to.throw(BadGenesisError);
  });
});
