import { expect } from 'chai';
import { keccak256 } from 'viem';
import {
  addressAt,
  attest,
  deployPopulated,
  EAST,
  from,
  genesis,
  NORTH,
  networkHelpers,
  refuses,
  register,
  SOUTH,
  STRANGER,
} from '../commons.ts';
import { creditWork } from '../work/creditWork.ts';

const STAKE = BigInt(genesis.operators.minStake);

/** Run one machine under many names, so that the square root of work counts more than once. */
describe('Attack: compute split among names', () => {
  async function weigh(shares: Readonly<Record<number, bigint>>) {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    for (const [operator, units] of Object.entries(shares)) {
      await creditWork(commons, { operator: Number(operator), units });
    }
    const group = await commons.operatorRegistry.read.groupOf([5n]);
    await commons.workLedger.write.enter([group]);
    await networkHelpers.mine();
    const votes = await Promise.all([NORTH, EAST].map((it) => commons.workLedger.read.getVotes([addressAt(it)])));
    return votes.reduce((sum, it) => sum + it, 0n);
  }

  it('gains nothing when the names declare one group', async () => {
    const whole = await weigh({ [NORTH]: 10_000n });
    expect(whole > 0n).to.equal(true);
    for (const first of [1n, 2_500n, 5_000n, 9_999n]) {
      const split = await weigh({ [NORTH]: first, [EAST]: 10_000n - first });
      expect(split <= whole, `${split} is more than ${whole}`).to.equal(true);
    }
  });

  it('has one operator per identity, whatever its account', async () => {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    const { operatorRegistry, identityRegistry } = commons;
    await refuses(register(commons, NORTH, SOUTH), operatorRegistry, 'IdentityTaken', [5n]);
    const evidence = await attest(commons, addressAt(STRANGER), { kind: 2, tag: keccak256(addressAt(NORTH)) });
    await identityRegistry.write.requestRekey([5n, addressAt(STRANGER), evidence]);
    await networkHelpers.time.increase(genesis.identities.rekeyDelay + 1);
    await identityRegistry.write.completeRekey([5n]);
    await refuses(register(commons, STRANGER, SOUTH), operatorRegistry, 'IdentityTaken', [5n]);
    const left = operatorRegistry.write.register([0n, 1, '0x'], { ...from(NORTH), value: STAKE });
    await refuses(left, operatorRegistry, 'IdentityInactive', [addressAt(NORTH), 0n]);
  });

  it('has no operator without an identity of its own', async () => {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    const { operatorRegistry, identityRegistry, attesterQuorum } = commons;
    const nobody = register(commons, STRANGER, SOUTH);
    await refuses(nobody, operatorRegistry, 'IdentityInactive', [addressAt(STRANGER), 0n]);
    const tag = keccak256(addressAt(NORTH));
    const evidence = await attest(commons, addressAt(STRANGER), { kind: 2, tag });
    const enrol = identityRegistry.write.enrol([addressAt(STRANGER), 2, attesterQuorum.address, evidence]);
    await refuses(enrol, identityRegistry, 'TagUsed', [tag, 5n]);
  });
});
