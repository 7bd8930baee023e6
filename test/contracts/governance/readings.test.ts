import { expect } from 'chai';
import { encodeFunctionData } from 'viem';
import { ANA, BAKO, CHEN, type Commons, from, genesis, NORTH, networkHelpers, refuses } from '../commons.ts';
import {
  AGAINST,
  argsOf,
  closeVote,
  deployVoting,
  enact,
  everyoneFor,
  FOR,
  openVote,
  type Proposal,
  proposalOf,
  stateOf,
  vote,
} from './decide.ts';

const SHARES = [2_000, 500, ...Array(6).fill(1_250)];
const ORDINARY_PEOPLE = { [ANA]: FOR, [BAKO]: FOR };

describe('CommonsGovernor, over several votes', () => {
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployVoting);
  });
  const pass = async (proposal: Proposal, ballots: Readonly<Record<number, number>> = everyoneFor) => {
    const id = await openVote(commons, proposal);
    await vote(commons, id, ballots);
    await closeVote(commons, id);
    return id;
  };
  const mixture = (description: string) => {
    const call = encodeFunctionData({ abi: commons.mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
    return proposalOf(commons.mixturePolicy.address, call, description);
  };

  it('executes a constitutional call only after a second reading', async () => {
    const { abi, address } = commons.guardian;
    const until = (await networkHelpers.time.latest()) + 5_000;
    const call = encodeFunctionData({ abi, functionName: 'renew', args: [until] });
    const first = proposalOf(address, call, 'first reading');
    const id = await pass(first);
    await commons.commonsGovernor.write.queue([...argsOf(first)]);
    await networkHelpers.time.increase(genesis.rules.constitutional.delay + genesis.governance.readingGap);
    const ended = await commons.commonsGovernor.read.proposalDeadline([id]);
    const early = commons.commonsGovernor.write.execute([...argsOf(first)]);
    await refuses(early, commons.decisionRegister, 'SecondReadingNeeded', [id, ended]);
    const second = proposalOf(address, call, 'second reading');
    const secondId = await pass(second);
    await enact(commons, secondId, second);
    expect(await stateOf(commons, secondId)).to.equal('Executed');
  });

  it('waits longer when persons object, and asks for a second reading when many do', async () => {
    const proposal = mixture('objected');
    const id = await pass(proposal);
    await commons.commonsGovernor.write.queue([...argsOf(proposal)]);
    const eta = await commons.commonsGovernor.read.proposalEta([id]);
    for (const person of [ANA, BAKO, CHEN]) await commons.decisionRegister.write.object([id], from(person));
    const extended = await commons.commonsGovernor.read.proposalEta([id]);
    expect(extended - eta).to.equal(BigInt(genesis.governance.maxExtension));
    await networkHelpers.time.increaseTo(extended);
    const call = commons.commonsGovernor.write.execute([...argsOf(proposal)]);
    await refuses(call, commons.decisionRegister, 'SecondReadingNeeded', [id, 0n]);
  });

  it('lets contributors decide alone after the technical chamber refused', async () => {
    const refused = mixture('refused');
    const id = await pass(refused, { ...ORDINARY_PEOPLE, [NORTH]: AGAINST });
    expect(await stateOf(commons, id)).to.equal('Defeated');
    await commons.decisionRegister.write.recordRefusal([...argsOf(refused)]);
    await networkHelpers.time.increase(genesis.governance.deadlockGap);
    const again = mixture('again');
    const secondId = await pass(again, { ...ORDINARY_PEOPLE, [NORTH]: AGAINST });
    await enact(commons, secondId, again);
    expect(await commons.mixturePolicy.read.current()).to.deep.equal([2n, SHARES]);
  });
});
