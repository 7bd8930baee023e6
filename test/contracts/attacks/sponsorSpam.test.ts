import { expect } from 'chai';
import { encodeFunctionData } from 'viem';
import {
  ANA,
  addressAt,
  BAKO,
  CHEN,
  type Commons,
  DARA,
  EAST,
  from,
  genesis,
  NORTH,
  networkHelpers,
  refuses,
  SOUTH,
  STRANGER,
  viem,
} from '../commons.ts';
import {
  argsOf,
  closeVote,
  deployVoting,
  enact,
  everyoneFor,
  openVote,
  type Proposal,
  proposalOf,
  vote,
} from '../governance/decide.ts';

const SHARES = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];
const STRICT = { draftWindow: 30, peopleSponsors: 2, operatorSponsors: 2, liveEach: 3, liveTotal: 5 };

/** Fill the agenda with noise, or stand behind one's own noise in many places. */
describe('Attack: spam by sponsors', () => {
  function nonsense(commons: Commons, number: number): Proposal {
    const call = encodeFunctionData({ abi: commons.mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
    return proposalOf(commons.mixturePolicy.address, call, `nonsense ${number}`);
  }

  const propose = (commons: Commons, number: number, by: number) => {
    const it = nonsense(commons, number);
    return commons.commonsGovernor.write.propose([it.targets, it.values, it.calls, it.description], from(by));
  };

  async function sponsor(commons: Commons, number: number, by: number) {
    const id = await commons.commonsGovernor.read.getProposalId([...argsOf(nonsense(commons, number))]);
    return commons.commonsGovernor.write.sponsor([id], from(by));
  }

  /** A commons that asks for two sponsors and keeps five proposals alive, as its members decided. */
  async function strict() {
    const commons = await deployVoting();
    const { abi, address } = commons.commonsGovernor;
    const call = encodeFunctionData({ abi, functionName: 'setSponsorship', args: [STRICT] });
    const proposal = proposalOf(address, call);
    const id = await openVote(commons, proposal, DARA);
    await vote(commons, id, everyoneFor);
    expect(await closeVote(commons, id)).to.equal('Succeeded');
    await enact(commons, id, proposal);
    await networkHelpers.time.increase(1_000);
    return commons;
  }

  it('ends at three places for one identity, and takes none from others', async () => {
    const commons = await networkHelpers.loadFixture(deployVoting);
    for (const number of [1, 2, 3]) await propose(commons, number, ANA);
    const fourth = propose(commons, 4, ANA);
    await viem.assertions.revertWithCustomError(fourth, commons.commonsGovernor, 'TooManyLiveEach');
    await propose(commons, 4, BAKO);
  });

  it('counts drafts that nobody will ever propose', async () => {
    const commons = await networkHelpers.loadFixture(deployVoting);
    for (const number of [1, 2, 3]) await sponsor(commons, number, ANA);
    const fourth = sponsor(commons, 4, ANA);
    await viem.assertions.revertWithCustomError(fourth, commons.commonsGovernor, 'TooManyLiveEach');
  });

  it('takes nobody who is neither a person nor at work', async () => {
    const commons = await networkHelpers.loadFixture(deployVoting);
    const args = [addressAt(EAST), 7n];
    await refuses(sponsor(commons, 1, EAST), commons.commonsGovernor, 'SponsorIneligible', args);
    await refuses(propose(commons, 1, STRANGER), commons.commonsGovernor, 'IdentityInactive', [
      addressAt(STRANGER),
      0n,
    ]);
  });

  it('does not count one sponsor twice, nor a person and an operator together', async () => {
    const commons = await networkHelpers.loadFixture(strict);
    const id = await commons.commonsGovernor.read.getProposalId([...argsOf(nonsense(commons, 1))]);
    await sponsor(commons, 1, ANA);
    await refuses(sponsor(commons, 1, ANA), commons.commonsGovernor, 'AlreadySponsor', [id, 1n]);
    await refuses(propose(commons, 1, ANA), commons.commonsGovernor, 'SponsorsMissing', [id, 1n, 0n]);
    await refuses(propose(commons, 1, NORTH), commons.commonsGovernor, 'SponsorsMissing', [id, 1n, 1n]);
    await propose(commons, 1, BAKO);
  });

  it('forgets the sponsors of a draft that ran out', async () => {
    const commons = await networkHelpers.loadFixture(strict);
    const id = await commons.commonsGovernor.read.getProposalId([...argsOf(nonsense(commons, 1))]);
    await sponsor(commons, 1, ANA);
    await networkHelpers.time.increase(STRICT.draftWindow + 1);
    await refuses(propose(commons, 1, BAKO), commons.commonsGovernor, 'SponsorsMissing', [id, 1n, 0n]);
  });

  it('holds the whole agenda for no longer than its own proposals live', async () => {
    const commons = await networkHelpers.loadFixture(strict);
    const gang = [ANA, BAKO, CHEN];
    for (const number of [1, 2, 3, 4]) {
      await sponsor(commons, number, gang[number % 3]!);
      await propose(commons, number, gang[(number + 1) % 3]!);
    }
    await sponsor(commons, 5, ANA);
    await propose(commons, 5, DARA);
    await sponsor(commons, 6, NORTH);
    const sixth = sponsor(commons, 6, SOUTH);
    await viem.assertions.revertWithCustomError(sixth, commons.commonsGovernor, 'TooManyLive');
    const { votingDelay, votingPeriod, lateExtension } = genesis.governance;
    await networkHelpers.time.increase(STRICT.draftWindow + votingDelay + votingPeriod + lateExtension + 1);
    await sponsor(commons, 6, NORTH);
    await propose(commons, 6, SOUTH);
  });
});
