import { expect } from 'chai';
import { encodeFunctionData } from 'viem';
import { ANA, addressAt, asTimelock, BAKO, from, networkHelpers, refuses } from '../commons.ts';
import {
  AGAINST,
  argsOf,
  closeVote,
  deployVoting,
  everyoneFor,
  openVote,
  proposalOf,
  stateOf,
  vote,
} from '../governance/decide.ts';

const SHARES = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];

/** Propose what is sure to pass, and withdraw it when it does; or be pressed to. */
describe('Attack: a proposer with second thoughts', () => {
  async function open() {
    const commons = await deployVoting();
    const call = encodeFunctionData({ abi: commons.mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
    const proposal = proposalOf(commons.mixturePolicy.address, call);
    return { commons, proposal, id: await openVote(commons, proposal) };
  }

  it('cannot cancel once the vote is open, has passed, or is queued', async () => {
    const { commons, proposal, id } = await networkHelpers.loadFixture(open);
    const { write } = commons.commonsGovernor;
    const cancel = () => write.cancel([...argsOf(proposal)], from(ANA));
    const refusal = () => refuses(cancel(), commons.commonsGovernor, 'GovernorUnableToCancel', [id, addressAt(ANA)]);
    await refusal();
    await vote(commons, id, everyoneFor);
    await refusal();
    expect(await closeVote(commons, id)).to.equal('Succeeded');
    await refusal();
    await write.queue([...argsOf(proposal)]);
    await refusal();
    const eta = await commons.commonsGovernor.read.proposalEta([id]);
    await networkHelpers.time.increaseTo(eta + 1n);
    await write.execute([...argsOf(proposal)], from(BAKO));
    expect(await stateOf(commons, id)).to.equal('Executed');
  });

  it('cannot cancel what failed and propose it again under the same words', async () => {
    const { commons, proposal, id } = await networkHelpers.loadFixture(open);
    await vote(commons, id, { [BAKO]: AGAINST });
    expect(await closeVote(commons, id)).to.equal('Defeated');
    const { targets, values, calls, description } = proposal;
    const cancel = commons.commonsGovernor.write.cancel([...argsOf(proposal)], from(ANA));
    await refuses(cancel, commons.commonsGovernor, 'GovernorUnableToCancel', [id, addressAt(ANA)]);
    const again = commons.commonsGovernor.write.propose([targets, values, calls, description], from(ANA));
    const args = [id, 3, `0x${'0'.repeat(64)}`];
    await refuses(again, commons.commonsGovernor, 'GovernorUnexpectedProposalState', args);
  });

  it('is not cancelled by the timelock either', async () => {
    const { commons, proposal, id } = await networkHelpers.loadFixture(open);
    const { address } = commons.timelockController;
    const call = commons.commonsGovernor.write.cancel([...argsOf(proposal)], await asTimelock(commons));
    await refuses(call, commons.commonsGovernor, 'GovernorUnableToCancel', [id, address]);
  });
});
