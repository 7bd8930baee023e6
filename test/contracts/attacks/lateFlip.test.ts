import { expect } from 'chai';
import { encodeFunctionData } from 'viem';
import { ANA, BAKO, CHEN, DARA, from, genesis, NORTH, networkHelpers, SOUTH, viem } from '../commons.ts';
import { AGAINST, closeVote, deployVoting, FOR, openVote, proposalOf, vote } from '../governance/decide.ts';

const SHARES = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];
const EXTENSION = BigInt(genesis.governance.lateExtension);

/** Hold the deciding votes back until nobody can answer them (why OpenZeppelin has GovernorPreventLateQuorum). */
describe('Attack: a quorum in the last second', () => {
  async function open() {
    const commons = await deployVoting();
    const call = encodeFunctionData({ abi: commons.mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
    const id = await openVote(commons, proposalOf(commons.mixturePolicy.address, call));
    const deadline = await commons.commonsGovernor.read.proposalDeadline([id]);
    return { commons, id, deadline, read: commons.commonsGovernor.read };
  }

  it('leaves the others time to answer', async () => {
    const { commons, id, deadline, read } = await networkHelpers.loadFixture(open);
    await vote(commons, id, { [ANA]: FOR, [NORTH]: FOR });
    await networkHelpers.time.setNextBlockTimestamp(deadline);
    await vote(commons, id, { [SOUTH]: FOR });
    expect(await read.proposalDeadline([id])).to.equal(deadline + EXTENSION);
    await vote(commons, id, { [BAKO]: AGAINST, [CHEN]: AGAINST });
    expect(await closeVote(commons, id)).to.equal('Defeated');
  });

  it('counts the second by the votes of both chambers', async () => {
    const { commons, id, deadline, read } = await networkHelpers.loadFixture(open);
    await vote(commons, id, { [NORTH]: FOR, [SOUTH]: FOR });
    await networkHelpers.time.setNextBlockTimestamp(deadline - EXTENSION + 1n);
    await vote(commons, id, { [ANA]: FOR });
    expect(await read.proposalDeadline([id])).to.equal(deadline + 1n);
  });

  it('cannot be repeated to keep a vote open', async () => {
    const { commons, id, deadline, read } = await networkHelpers.loadFixture(open);
    await vote(commons, id, { [ANA]: FOR, [NORTH]: FOR });
    await networkHelpers.time.setNextBlockTimestamp(deadline);
    await vote(commons, id, { [SOUTH]: FOR });
    await networkHelpers.time.setNextBlockTimestamp(deadline + EXTENSION);
    await vote(commons, id, { [BAKO]: FOR });
    expect(await read.proposalDeadline([id])).to.equal(deadline + EXTENSION);
    const late = commons.commonsGovernor.write.castVote([id, FOR], from(DARA));
    await viem.assertions.revertWithCustomError(late, commons.commonsGovernor, 'GovernorUnexpectedProposalState');
  });

  it('does not come from votes that were there in time', async () => {
    const { commons, id, deadline, read } = await networkHelpers.loadFixture(open);
    await vote(commons, id, { [ANA]: FOR, [NORTH]: FOR, [SOUTH]: FOR });
    await networkHelpers.time.setNextBlockTimestamp(deadline);
    await vote(commons, id, { [BAKO]: FOR });
    expect(await read.proposalDeadline([id])).to.equal(deadline);
  });
});
