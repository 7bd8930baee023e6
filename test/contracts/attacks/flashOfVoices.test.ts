import { expect } from 'chai';
import { encodeFunctionData } from 'viem';
import {
  ANA,
  addressAt,
  asCourt,
  attest,
  BAKO,
  client,
  enrol,
  enrolCrowd,
  from,
  networkHelpers,
  refuses,
  STRANGER,
} from '../commons.ts';
import { deployVoting, FOR, openVote, proposalOf } from '../governance/decide.ts';

const SHARES = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];

/** Beanstalk, April 2022: gather votes, vote and let them go within one block. */
describe('Attack: a flash of voices', () => {
  async function open() {
    const commons = await deployVoting();
    await enrolCrowd(commons, 22);
    await networkHelpers.mine();
    const call = encodeFunctionData({ abi: commons.mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
    const id = await openVote(commons, proposalOf(commons.mixturePolicy.address, call));
    return { commons, id, snapshot: await commons.commonsGovernor.read.proposalSnapshot([id]) };
  }

  it('counts no voice that was given after the snapshot', async () => {
    const { commons, id, snapshot } = await networkHelpers.loadFixture(open);
    await enrol(commons, STRANGER, 1);
    const call = commons.commonsGovernor.write.castVote([id, FOR], from(STRANGER));
    await refuses(call, commons.commonsGovernor, 'NoVotes', [addressAt(STRANGER), snapshot]);
  });

  it('counts nothing that is enrolled, used and lent within one block', async () => {
    const { commons, id } = await networkHelpers.loadFixture(open);
    const evidence = await attest(commons, addressAt(STRANGER));
    await networkHelpers.mine();
    const gas = 1_000_000n;
    const node = client as unknown as { request: (call: { method: string; params: unknown[] }) => Promise<unknown> };
    await node.request({ method: 'evm_setAutomine', params: [false] });
    try {
      const { attesterQuorum, identityRegistry, contributorRoll, commonsGovernor } = commons;
      await identityRegistry.write.enrol([addressAt(STRANGER), 1, attesterQuorum.address, evidence], { gas });
      await contributorRoll.write.delegate([addressAt(ANA)], { ...from(STRANGER), gas });
      await commonsGovernor.write.castVote([id, FOR], { ...from(STRANGER), gas });
      await commonsGovernor.write.castVote([id, FOR], { ...from(ANA), gas });
    } finally {
      await networkHelpers.mine();
      await node.request({ method: 'evm_setAutomine', params: [true] });
    }
    const [, votes] = await commons.commonsGovernor.read.chamberVotes([id, 0]);
    expect(votes).to.equal(1n);
  });

  it('gives a delegate no voices that were lent after the snapshot, and a lender no second vote', async () => {
    const { commons, id } = await networkHelpers.loadFixture(open);
    await commons.commonsGovernor.write.castVote([id, FOR], from(BAKO));
    await commons.contributorRoll.write.delegate([addressAt(ANA)], from(BAKO));
    await commons.commonsGovernor.write.castVote([id, FOR], from(ANA));
    const [, votes] = await commons.commonsGovernor.read.chamberVotes([id, 0]);
    expect(votes).to.equal(2n);
    const until = BigInt(await networkHelpers.time.latest()) + 1_000n;
    await commons.identityRegistry.write.suspend([2n, until, 1n], await asCourt(commons));
    expect((await commons.commonsGovernor.read.chamberVotes([id, 0]))[1]).to.equal(2n);
  });
});
