import { expect } from 'chai';
import { zeroHash } from 'viem';
import { readGenesis } from '../../../scripts/genesis/read.ts';
import {
  assertProfileFits,
  BadGenesisError,
  hashGenesis,
  LocalProfileError,
  parseGenesis,
} from '../../../scripts/genesis/schema.ts';
import { addressAt, type Commons, deployCommons, genesis, networkHelpers } from '../commons.ts';

describe('deployment', () => {
  let commons: Commons;
  before(async () => {
    commons = await networkHelpers.loadFixture(deployCommons);
  });

  it('leaves the deployer without any role', async () => {
    const deployer = addressAt(0);
    for (const role of [0n, 1n, 2n]) {
      expect((await commons.accessManager.read.hasRole([role, deployer]))[0]).to.equal(false);
    }
    const { timelockController } = commons;
    const roles = [zeroHash, ...(await timelockRoles())];
    for (const role of roles) expect(await timelockController.read.hasRole([role, deployer])).to.equal(false);
  });

  it('makes the timelock the only admin, and the governor its only proposer, executor and canceller', async () => {
    const { timelockController, accessManager, commonsGovernor } = commons;
    expect((await accessManager.read.hasRole([0n, timelockController.address]))[0]).to.equal(true);
    const granted = await accessManager.getEvents.RoleGranted({ roleId: 0n }, { fromBlock: 0n });
    const revoked = await accessManager.getEvents.RoleRevoked({ roleId: 0n }, { fromBlock: 0n });
    expect([granted.length, revoked.length]).to.deep.equal([2, 1]);
    expect(await timelockController.read.hasRole([zeroHash, timelockController.address])).to.equal(true);
    for (const role of await timelockRoles()) {
      const events = await timelockController.getEvents.RoleGranted({ role }, { fromBlock: 0n });
      expect(events.map((it) => it.args.account?.toLowerCase())).to.deep.equal([commonsGovernor.address.toLowerCase()]);
    }
  });

  it('gives minting and crediting to the contracts that check work, and to nobody else', async () => {
    const { accessManager } = commons;
    const holders = async (roleId: bigint) => {
      const events = await accessManager.getEvents.RoleGranted({ roleId }, { fromBlock: 0n });
      return events.map((it) => it.args.account?.toLowerCase());
    };
    const lower = (it: { address: string }) => it.address.toLowerCase();
    expect(await holders(1n)).to.have.members([lower(commons.spotCheck), lower(commons.modelRegistry)]);
    expect(await holders(2n)).to.deep.equal([lower(commons.spotCheck)]);
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
    expect(hashGenesis({ ...genesis, roll: { delegateCap: 21 } })).to.not.equal(hashGenesis(genesis));
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
    ];
    for (const it of bad) expect(() => parseGenesis(it)).to.throw(BadGenesisError);
  });
});
