import { expect } from 'chai';
import { zeroHash } from 'viem';
import { hashGenesis } from '../../../scripts/deploy/genesis/hash.ts';
import { assertProfileFits, LocalProfileError } from '../../../scripts/deploy/genesis/profile.ts';
import { readGenesis } from '../../../scripts/deploy/genesis/read.ts';
import { BadGenesisError, parseGenesis } from '../../../scripts/deploy/genesis/schema.ts';
import { CLASSES, ROLES } from '../../../scripts/deploy/modules/authority.ts';
import { addressAt, type Commons, deployCommons, genesis, networkHelpers } from '../commons.ts';

describe('deployment', () => {
  let commons: Commons;
  before(async () => {
    commons = await networkHelpers.loadFixture(deployCommons);
  });

  it('leaves the deployer without any role', async () => {
    const deployer = addressAt(0);
    for (const role of [0n, ...ROLES.map((it) => it.id)]) {
      expect((await commons.accessManager.read.hasRole([role, deployer]))[0]).to.equal(false);
    }
    const { timelockController } = commons;
    const roles = [zeroHash, ...(await timelockRoles())];
    for (const role of roles) expect(await timelockController.read.hasRole([role, deployer])).to.equal(false);
  });

  it('makes the timelock the only admin, the governor its only proposer, executor and canceller, and freezes that', async () => {
    const { timelockController, accessManager, commonsGovernor } = commons;
    expect((await accessManager.read.hasRole([0n, timelockController.address]))[0]).to.equal(true);
    const granted = await accessManager.getEvents.RoleGranted({ roleId: 0n }, { fromBlock: 0n });
    const revoked = await accessManager.getEvents.RoleRevoked({ roleId: 0n }, { fromBlock: 0n });
    expect([granted.length, revoked.length]).to.deep.equal([2, 1]);
    expect(await timelockController.read.hasRole([zeroHash, timelockController.address])).to.equal(false);
    for (const role of await timelockRoles()) {
      const events = await timelockController.getEvents.RoleGranted({ role }, { fromBlock: 0n });
      expect(events.map((it) => it.args.account?.toLowerCase())).to.deep.equal([commonsGovernor.address.toLowerCase()]);
    }
  });

  it('gives every other role to the contracts that it is for, and to nobody else', async () => {
    const { accessManager } = commons;
    for (const { id: roleId, guards, holders } of ROLES) {
      const events = await accessManager.getEvents.RoleGranted({ roleId }, { fromBlock: 0n });
      const wanted = holders.map((name) => commons[name].address.toLowerCase());
      expect(events.map((it) => it.args.account?.toLowerCase())).to.have.members(wanted);
      for (const { target, selector } of guards) {
        expect(await accessManager.read.getTargetFunctionRole([commons[target].address, selector])).to.equal(roleId);
      }
    }
  });

  it('binds the court where rulings are carried out, once and for all', async () => {
    const { identityRegistry, operatorRegistry, disputeCourt } = commons;
    for (const registry of [identityRegistry, operatorRegistry]) {
      expect((await registry.read.court()).toLowerCase()).to.equal(disputeCourt.address.toLowerCase());
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
    expect(hashGenesis({ ...genesis, settlement: { window: 3 } })).to.not.equal(hashGenesis(genesis));
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
      { ...genesis, models: { maxConsentAge: genesis.constitution.maxConsentAge + 1 } },
      { ...genesis, rules: { ...genesis.rules, structural: { ...genesis.rules.structural, majority: 4_000 } } },
    ];
    for (const it of bad) expect(() => parseGenesis(it)).to.throw(BadGenesisError);
  });
});
