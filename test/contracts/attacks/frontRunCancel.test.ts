import { encodeFunctionData } from 'viem';
import { ANA, addressAt, BAKO, from, networkHelpers, refuses, STRANGER, viem } from '../commons.ts';
import { argsOf, deployVoting, proposalOf } from '../governance/decide.ts';

/** GHSA-5h3x-9wvq-w4m2: copy somebody's proposal, send it first, and cancel it. */
describe('Attack: front-run and cancel', () => {
  async function open() {
    const commons = await deployVoting();
    const call = encodeFunctionData({ abi: commons.commonsGovernor.abi, functionName: 'setVotingPeriod', args: [90] });
    const description = `longer votes #proposer=${addressAt(ANA)}`;
    return { commons, proposal: proposalOf(commons.commonsGovernor.address, call, description) };
  }

  it('cannot propose the copy of a description that names its proposer', async () => {
    const { commons, proposal } = await networkHelpers.loadFixture(open);
    const args = [proposal.targets, proposal.values, proposal.calls, proposal.description] as const;
    await refuses(
      commons.commonsGovernor.write.propose([...args], from(BAKO)),
      commons.commonsGovernor,
      'GovernorRestrictedProposer',
      [addressAt(BAKO)],
    );
    await commons.commonsGovernor.write.propose([...args], from(ANA));
  });

  it('cannot cancel what another proposed, and nobody can once the vote is open', async () => {
    const { commons, proposal } = await networkHelpers.loadFixture(open);
    const { write, read } = commons.commonsGovernor;
    await write.propose([proposal.targets, proposal.values, proposal.calls, proposal.description], from(ANA));
    const id = await read.getProposalId([...argsOf(proposal)]);
    for (const thief of [BAKO, STRANGER]) {
      const call = write.cancel([...argsOf(proposal)], from(thief));
      await refuses(call, commons.commonsGovernor, 'GovernorUnableToCancel', [id, addressAt(thief)]);
    }
    await networkHelpers.time.increaseTo((await read.proposalSnapshot([id])) + 1n);
    const late = write.cancel([...argsOf(proposal)], from(ANA));
    await viem.assertions.revertWithCustomError(late, commons.commonsGovernor, 'GovernorUnableToCancel');
  });
});
