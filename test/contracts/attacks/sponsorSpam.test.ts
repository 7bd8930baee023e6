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
  enrol,
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
  AGAINST,
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
const STRICT = {
  draftWindow: 60,
  coolDown: 500,
  peopleSponsors: 2,
  operatorSponsors: 2,
  liveEach: 2,
  peoplePlaces: 5,
  operatorPlaces: 2,
};
const PEOPLE = 0;
const OPERATORS = 1;

/** Fill the agenda with noise, or stand behind one's own noise in many places. */
describe('Attack: spam by sponsors', () => {
  function nonsense(commons: Commons, number: number): Proposal {
    const call = encodeFunctionData({ abi: commons.mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
    return proposalOf(commons.mixturePolicy.address, call, `nonsense ${number}`);
  }

  const idOf = (commons: Commons, number: number) =>
    commons.commonsGovernor.read.getProposalId([...argsOf(nonsense(commons, number))]);

  const propose = (commons: Commons, number: number, by: number) => {
    const it = nonsense(commons, number);
    return commons.commonsGovernor.write.propose([it.targets, it.values, it.calls, it.description], from(by));
  };

  const sponsor = async (commons: Commons, number: number, by: number) =>
    commons.agenda.write.sponsor([await idOf(commons, number)], from(by));

  /** A commons that asks for two sponsors and keeps five proposals of people alive, as its members decided. */
  async function strict() {
    const commons = await deployVoting();
    for (const person of [1, 2, STRANGER]) await enrol(commons, person, 1);
    const { abi, address } = commons.agenda;
    const call = encodeFunctionData({ abi, functionName: 'setSponsorship', args: [STRICT] });
    const proposal = proposalOf(address, call);
    const id = await openVote(commons, proposal, DARA);
    await vote(commons, id, everyoneFor);
    expect(await closeVote(commons, id)).to.equal('Succeeded');
    await enact(commons, id, proposal);
    await networkHelpers.time.increase(1_000);
    return commons;
  }

  it('ends at two places for one identity, and takes none from others', async () => {
    const commons = await networkHelpers.loadFixture(deployVoting);
    for (const number of [1, 2]) await propose(commons, number, ANA);
    await refuses(propose(commons, 3, ANA), commons.agenda, 'TooManyLiveEach', [1n, 2n]);
    await propose(commons, 3, BAKO);
  });

  it('counts drafts that nobody will ever propose', async () => {
    const commons = await networkHelpers.loadFixture(deployVoting);
    for (const number of [1, 2]) await sponsor(commons, number, ANA);
    await refuses(sponsor(commons, 3, ANA), commons.agenda, 'TooManyLiveEach', [1n, 2n]);
  });

  it('takes nobody who is neither a person nor at work', async () => {
    const commons = await networkHelpers.loadFixture(deployVoting);
    await refuses(sponsor(commons, 1, EAST), commons.agenda, 'SponsorIneligible', [addressAt(EAST), 7n]);
    await refuses(propose(commons, 1, 19), commons.agenda, 'SponsorIneligible', [addressAt(19), 0n]);
  });

  it('does not count one sponsor twice, nor a person and an operator together', async () => {
    const commons = await networkHelpers.loadFixture(strict);
    const id = await idOf(commons, 1);
    await sponsor(commons, 1, ANA);
    await refuses(sponsor(commons, 1, ANA), commons.agenda, 'AlreadySponsor', [id, 1n]);
    await refuses(propose(commons, 1, ANA), commons.agenda, 'SponsorsMissing', [id, 1n, 0n]);
    await refuses(propose(commons, 1, NORTH), commons.agenda, 'SponsorsMissing', [id, 1n, 1n]);
    await propose(commons, 1, BAKO);
  });

  it('closes a draft that ran out, for good', async () => {
    const commons = await networkHelpers.loadFixture(strict);
    const id = await idOf(commons, 1);
    await sponsor(commons, 1, ANA);
    await networkHelpers.time.increase(STRICT.draftWindow + 1);
    await refuses(propose(commons, 1, BAKO), commons.agenda, 'DraftClosed', [id]);
    await sponsor(commons, 2, ANA);
    await propose(commons, 2, BAKO);
  });

  it('leaves operators their places, whatever people fill, and ends with its own votes', async () => {
    const commons = await networkHelpers.loadFixture(strict);
    const gang = [ANA, BAKO, CHEN, DARA, STRANGER];
    for (const number of [1, 2, 3, 4, 5]) {
      await sponsor(commons, number, gang[number % 5]!);
      await propose(commons, number, gang[(number + 1) % 5]!);
    }
    expect(await commons.agenda.read.placesLeft([PEOPLE])).to.equal(0n);
    await sponsor(commons, 6, 1);
    await viem.assertions.revertWithCustomError(propose(commons, 6, 2), commons.agenda, 'NoPlace');

    expect(await commons.agenda.read.placesLeft([OPERATORS])).to.equal(2n);
    await sponsor(commons, 7, NORTH);
    await propose(commons, 7, SOUTH);

    const { votingDelay, votingPeriod, lateExtension } = genesis.governance;
    await networkHelpers.time.increase(votingDelay + votingPeriod + lateExtension + 1);
    await sponsor(commons, 8, 1);
    await propose(commons, 8, 2);
  });

  it('makes those wait who stood behind what nobody wanted', async () => {
    const commons = await networkHelpers.loadFixture(strict);
    await sponsor(commons, 1, ANA);
    await propose(commons, 1, BAKO);
    const id = await idOf(commons, 1);
    await networkHelpers.time.increase(genesis.governance.votingDelay + 1);
    await vote(commons, id, { [CHEN]: AGAINST });
    expect(await closeVote(commons, id)).to.equal('Defeated');
    await viem.assertions.revertWithCustomError(sponsor(commons, 2, ANA), commons.agenda, 'SponsorCooling');
    await networkHelpers.time.increase(3_600);
    await sponsor(commons, 2, ANA);
  });
});
