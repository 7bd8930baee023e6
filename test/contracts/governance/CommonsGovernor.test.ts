import { expect } from 'chai';
import { verifyTypedData as verifyWithEthers } from 'ethers';
import { encodeFunctionData, getAddress } from 'viem';
import { ballotTypedData } from '../../../protocol/typedData/ballot.ts';
import {
  ANA,
  accountAt,
  addressAt,
  BAKO,
  CHEN,
  type Commons,
  chainId,
  DARA,
  EAST,
  enrol,
  from,
  genesis,
  NORTH,
  networkHelpers,
  refuses,
  register,
  SOUTH,
  STRANGER,
  viem,
} from '../commons.ts';
import {
  ABSTAIN,
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
  seatGroup,
  stateOf,
  vote,
} from './decide.ts';

describe('CommonsGovernor', () => {
  let commons: Commons;
  let mixture: Proposal;
  const shares = [2_000, 500, ...Array(6).fill(1_250)];
  const prepare = (loaded: Commons) => {
    commons = loaded;
    const call = encodeFunctionData({ abi: loaded.mixturePolicy.abi, functionName: 'adopt', args: [shares] });
    mixture = proposalOf(loaded.mixturePolicy.address, call);
  };
  beforeEach(async () => prepare(await networkHelpers.loadFixture(deployVoting)));
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.commonsGovernor, error, args);

  it('changes the mixture by a vote of both chambers', async () => {
    const id = await openVote(commons, mixture);
    expect(await stateOf(commons, id)).to.equal('Active');
    await vote(commons, id, everyoneFor);
    expect(await closeVote(commons, id)).to.equal('Succeeded');
    await enact(commons, id, mixture);
    expect(await stateOf(commons, id)).to.equal('Executed');
    expect(await commons.mixturePolicy.read.current()).to.deep.equal([2n, shares]);
  });

  describe('two chambers', () => {
    it('fails when the technical chamber rejects, however many people agree', async () => {
      const id = await openVote(commons, mixture);
      await vote(commons, id, { ...everyoneFor, [DARA]: FOR, [NORTH]: AGAINST });
      expect(await closeVote(commons, id)).to.equal('Defeated');
    });

    it('fails when people reject, however much weight agrees', async () => {
      const id = await openVote(commons, mixture);
      await vote(commons, id, { ...everyoneFor, [ANA]: AGAINST, [BAKO]: AGAINST, [CHEN]: AGAINST });
      expect(await closeVote(commons, id)).to.equal('Defeated');
    });

    it('fails when one chamber misses its quorum, and on ties', async () => {
      const silent = await openVote(commons, mixture);
      await vote(commons, silent, { [ANA]: FOR, [BAKO]: FOR });
      expect(await closeVote(commons, silent)).to.equal('Defeated');
      const tied = await openVote(commons, { ...mixture, description: 'tied' });
      await vote(commons, tied, { [ANA]: FOR, [BAKO]: AGAINST, [NORTH]: FOR });
      expect(await closeVote(commons, tied)).to.equal('Defeated');
    });

    it('counts abstentions of people for quorum only, and heads only when they agree', async () => {
      const id = await openVote(commons, mixture);
      await vote(commons, id, { [ANA]: FOR, [BAKO]: ABSTAIN, [NORTH]: FOR, [SOUTH]: FOR });
      expect(await closeVote(commons, id)).to.equal('Succeeded');
      const undecided = await openVote(commons, { ...mixture, description: 'undecided' });
      await vote(commons, undecided, { [ANA]: FOR, [NORTH]: ABSTAIN, [SOUTH]: FOR });
      expect(await closeVote(commons, undecided)).to.equal('Defeated');
    });

    it('reports votes, quorum and total of each chamber', async () => {
      const id = await openVote(commons, mixture);
      await viem.assertions.emitWithArgs(
        commons.commonsGovernor.write.castVote([id, AGAINST], from(NORTH)),
        commons.commonsGovernor,
        'ChamberVote',
        [getAddress(addressAt(NORTH)), id, AGAINST, AGAINST, 0n, 1n],
      );
      await vote(commons, id, { [ANA]: FOR, [BAKO]: ABSTAIN });
      const { read } = commons.commonsGovernor;
      expect(await read.chamberVotes([id, 0])).to.deep.equal([0n, 1n, 1n]);
      expect(await read.chamberVotes([id, 1])).to.deep.equal([1n, 0n, 0n]);
      expect(await read.chamberTotal([id, 0])).to.equal(4n);
      expect(await read.chamberTotal([id, 1])).to.equal(2n);
      expect(await read.chamberQuorum([id, 0])).to.equal(1n);
      expect(await read.chamberQuorum([id, 1])).to.equal(2n);
      expect(await read.hasVoted([id, addressAt(ANA)])).to.equal(true);
      await fails(read.chamberVotes([id, 2]), 'ChamberUnknown', [2]);
      const [against, forVotes, abstain] = await read.proposalVotes([id]);
      expect(forVotes).to.equal(125_000_000_000_000_000n);
      expect(abstain).to.equal(forVotes);
      expect(against).to.equal(250_000_000_000_000_000n);
    });

    it('lets one member of both chambers vote differently in each', async () => {
      await enrolAsBoth();
      const id = await openVote(commons, mixture);
      await commons.commonsGovernor.write.castVoteWithReasonAndParams([id, FOR, 'two hats', '0x00'], from(BAKO));
      const { read } = commons.commonsGovernor;
      expect(await read.chamberVotes([id, 0])).to.deep.equal([0n, 1n, 0n]);
      expect((await read.chamberVotes([id, 1]))[0]).to.not.equal(0n);
      await fails(
        commons.commonsGovernor.write.castVoteWithReasonAndParams([id, FOR, '', '0x03'], from(ANA)),
        'GovernorInvalidVoteType',
        [],
      );
      await fails(
        commons.commonsGovernor.write.castVoteWithReasonAndParams([id, FOR, '', '0x0101'], from(ANA)),
        'GovernorInvalidVoteParams',
        [],
      );
    });
  });

  /** Makes bako an operator with verified work beside his voice. */
  async function enrolAsBoth() {
    await register(commons, BAKO, BAKO);
    await seatGroup(commons, BAKO);
    await networkHelpers.mine();
  }

  describe('voting', () => {
    it('counts each account once, members only, known choices only', async () => {
      const id = await openVote(commons, mixture);
      const cast = (index: number, support: number) =>
        commons.commonsGovernor.write.castVote([id, support], from(index));
      await cast(ANA, FOR);
      await fails(cast(ANA, AGAINST), 'GovernorAlreadyCastVote', [getAddress(addressAt(ANA))]);
      await fails(cast(STRANGER, FOR), 'IdentityInactive', [getAddress(addressAt(STRANGER)), 0n]);
      await fails(cast(BAKO, 3), 'GovernorInvalidVoteType', []);
    });

    it('ignores voices and weight that came after the snapshot', async () => {
      const id = await openVote(commons, mixture);
      await enrol(commons, STRANGER, 1);
      const snapshot = await commons.commonsGovernor.read.proposalSnapshot([id]);
      const late = commons.commonsGovernor.write.castVote([id, FOR], from(STRANGER));
      await fails(late, 'NoVotes', [getAddress(addressAt(STRANGER)), snapshot]);
    });

    it('takes ballots by signature, relayed by anyone, once', async () => {
      const id = await openVote(commons, mixture);
      const ballot = { proposalId: id, support: FOR, voter: addressAt(ANA), nonce: 0n };
      const typed = ballotTypedData({ chainId, governor: commons.commonsGovernor.address, ballot });
      const signature = await accountAt(ANA).signTypedData(typed);
      const types = { Ballot: [...typed.types.Ballot] };
      expect(verifyWithEthers(typed.domain, types, ballot, signature)).to.equal(accountAt(ANA).address);
      const cast = (voter = addressAt(ANA), support = FOR) =>
        commons.commonsGovernor.write.castVoteBySig([id, support, voter, signature], from(STRANGER));
      await fails(cast(addressAt(BAKO)), 'GovernorInvalidSignature', [getAddress(addressAt(BAKO))]);
      await fails(cast(addressAt(ANA), AGAINST), 'GovernorInvalidSignature', [getAddress(addressAt(ANA))]);
      await cast();
      expect(await commons.commonsGovernor.read.hasVoted([id, addressAt(ANA)])).to.equal(true);
      await fails(cast(), 'GovernorInvalidSignature', [getAddress(addressAt(ANA))]);
    });

    it('refuses a ballot signed for another chain or contract', async () => {
      const id = await openVote(commons, mixture);
      const ballot = { proposalId: id, support: FOR, voter: addressAt(ANA), nonce: 0n };
      const governor = commons.commonsGovernor.address;
      for (const domain of [
        { chainId: 1, governor },
        { chainId, governor: addressAt(ANA) },
      ]) {
        const signature = await accountAt(ANA).signTypedData(ballotTypedData({ ...domain, ballot }));
        const call = commons.commonsGovernor.write.castVoteBySig([id, FOR, addressAt(ANA), signature]);
        await fails(call, 'GovernorInvalidSignature', [getAddress(addressAt(ANA))]);
      }
    });

    it('extends the vote when quorum comes late', async () => {
      const id = await openVote(commons, mixture);
      await vote(commons, id, { [ANA]: FOR, [BAKO]: FOR, [SOUTH]: FOR });
      const before = await commons.commonsGovernor.read.proposalDeadline([id]);
      await networkHelpers.time.setNextBlockTimestamp(before);
      await commons.commonsGovernor.write.castVote([id, FOR], from(NORTH));
      const after = await commons.commonsGovernor.read.proposalDeadline([id]);
      expect(after).to.equal(before + BigInt(genesis.governance.lateExtension));
    });

    it('lets members propose, persons and operators', async () => {
      const { targets, values, calls } = mixture;
      const propose = (index: number) =>
        commons.commonsGovernor.write.propose([targets, values, calls, 'mine'], from(index));
      await refuses(propose(STRANGER), commons.agenda, 'SponsorIneligible', [getAddress(addressAt(STRANGER)), 0n]);
      const institution = await commons.identityRegistry.read.identityOf([addressAt(EAST)]);
      await refuses(propose(EAST), commons.agenda, 'SponsorIneligible', [getAddress(addressAt(EAST)), institution]);
      await openVote(commons, mixture, NORTH);
    });

    it('counts a draft among its sponsors until it is proposed', async () => {
      const { read, write } = commons.agenda;
      const id = await commons.commonsGovernor.read.getProposalId([...argsOf(mixture)]);
      await write.sponsor([id], from(BAKO));
      const bako = await commons.identityRegistry.read.identityOf([addressAt(BAKO)]);
      const [opener, people, operators, complete] = await read.draft([id]);
      expect([opener, people, operators, complete]).to.deep.equal([bako, 1n, 0n, true]);
      await openVote(commons, mixture, BAKO);
      expect((await read.draft([id]))[1]).to.equal(0n);
    });

    it('lets only the proposer cancel, and only before the vote', async () => {
      const { targets, values, calls, description } = mixture;
      const { write, read } = commons.commonsGovernor;
      await write.propose([targets, values, calls, description], from(ANA));
      const id = await read.getProposalId([...argsOf(mixture)]);
      const cancel = (index: number) => write.cancel([...argsOf(mixture)], from(index));
      await fails(cancel(BAKO), 'GovernorUnableToCancel', [id, getAddress(addressAt(BAKO))]);
      await networkHelpers.time.increase(genesis.governance.votingDelay + 1);
      await fails(cancel(ANA), 'GovernorUnableToCancel', [id, getAddress(addressAt(ANA))]);
    });

    it('protects a proposal from being copied and cancelled', async () => {
      const { targets, values, calls } = mixture;
      const description = `mine #proposer=${addressAt(ANA)}`;
      const call = commons.commonsGovernor.write.propose([targets, values, calls, description], from(BAKO));
      await fails(call, 'GovernorRestrictedProposer', [getAddress(addressAt(BAKO))]);
    });
  });

  it('describes itself to other tools', async () => {
    const { read } = commons.commonsGovernor;
    expect(await read.name()).to.equal('Tilth Commons');
    expect(await read.version()).to.equal('1');
    expect(await read.COUNTING_MODE()).to.equal('support=bravo&quorum=for,abstain&params=bicameral');
    expect(await read.CLOCK_MODE()).to.equal('mode=timestamp');
    expect(await read.quorum([0n])).to.equal(241_650_000_000_000_000n);
    expect(await read.proposalThreshold()).to.equal(0n);
    expect(await read.getVotes([addressAt(STRANGER), BigInt(await networkHelpers.time.latest()) - 1n])).to.equal(0n);
  });
});
