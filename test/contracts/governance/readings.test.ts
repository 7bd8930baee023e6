import { expect } from 'chai';
import { encodeFunctionData } from 'viem';
import { ANA, BAKO, type Commons, from, genesis, NORTH, networkHelpers, refuses, viem } from '../commons.ts';
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

const readingsOf = async ({ commonsGovernor }: Commons) =>
  viem.getContractAt('ReadingRegister', await commonsGovernor.read.readings());

describe('CommonsGovernor, over several votes', () => {
  let commons: Commons;
  let readings: Awaited<ReturnType<typeof readingsOf>>;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployVoting);
    readings = await readingsOf(commons);
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
    const { abi, address } = commons.accessManager;
    const call = encodeFunctionData({ abi, functionName: 'labelRole', args: [9n, 'NINE'] });
    const first = proposalOf(address, call, 'first reading');
    const id = await pass(first);
    await commons.commonsGovernor.write.queue([...argsOf(first)]);
    await networkHelpers.time.increase(genesis.rules.constitutional.delay + genesis.governance.readingGap);
    const ended = await commons.commonsGovernor.read.proposalDeadline([id]);
    const early = commons.commonsGovernor.write.execute([...argsOf(first)]);
    await refuses(early, readings, 'SecondReadingNeeded', [id, ended]);
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
    await commons.objectionRegister.write.object([id], from(ANA));
    const extended = await commons.commonsGovernor.read.proposalEta([id]);
    expect(extended - eta).to.equal(BigInt(genesis.governance.maxExtension));
    await networkHelpers.time.increaseTo(extended);
    const call = commons.commonsGovernor.write.execute([...argsOf(proposal)]);
    await refuses(call, readings, 'SecondReadingNeeded', [id, 0n]);
  });

  it('lets contributors decide alone after the technical chamber refused', async () => {
    const refused = mixture('refused');
    const id = await pass(refused, { ...ORDINARY_PEOPLE, [NORTH]: AGAINST });
    expect(await stateOf(commons, id)).to.equal('Defeated');
    await readings.write.recordRefusal([...argsOf(refused)]);
    await networkHelpers.time.increase(genesis.governance.deadlockGap);
    const again = mixture('again');
    const secondId = await pass(again, { ...ORDINARY_PEOPLE, [NORTH]: AGAINST });
    await enact(commons, secondId, again);
    expect(await commons.mixturePolicy.read.current()).to.deep.equal([2n, SHARES]);
  });
});
