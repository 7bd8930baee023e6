import { expect } from 'chai';
import { verifyTypedData as verifyWithEthers } from 'ethers';
import { encodeFunctionData, getAddress, type Hex } from 'viem';
import { ballotTypedData } from '../../../protocol/typedData/ballot.ts';
import {
  ANA,
  accountAt,
  addressAt,
  asTimelock,
  BAKO,
  CHEN,
  type Commons,
  chainId,
  DARA,
  deployPopulated,
  enrol,
  from,
  genesis,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  register,
  SOUTH,
  STRANGER,
  viem,
} from '../commons.ts';
import { creditWork } from '../work/creditWork.ts';
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

    it('counts abstentions for quorum only', async () => {
      const id = await openVote(commons, mixture);
      await vote(commons, id, { [ANA]: FOR, [BAKO]: ABSTAIN, [NORTH]: ABSTAIN, [SOUTH]: FOR });
      expect(await closeVote(commons, id)).to.equal('Succeeded');
    });

    it('reports votes, quorum and total of each chamber', async () => {
      const id = await openVote(commons, mixture);
      await viem.assertions.emitWithArgs(
        commons.commonsGovernor.write.castVote([id, AGAINST], from(NORTH)),
        commons.commonsGovernor,
        'ChamberVote',
        [getAddress(addressAt(NORTH)), id, AGAINST, AGAINST, 0n, 100_000_000n],
      );
      await vote(commons, id, { [ANA]: FOR, [BAKO]: ABSTAIN });
      const { read } = commons.commonsGovernor;
      expect(await read.chamberVotes([id, 0])).to.deep.equal([0n, 1n, 1n]);
      expect(await read.chamberVotes([id, 1])).to.deep.equal([100_000_000n, 0n, 0n]);
      expect(await read.chamberTotal([id, 0])).to.equal(4n);
      expect(await read.chamberTotal([id, 1])).to.equal(150_000_000n);
      expect(await read.chamberQuorum([id, 0])).to.equal(1n);
      expect(await read.chamberQuorum([id, 1])).to.equal(30_000_000n);
      expect(await read.hasVoted([id, addressAt(ANA)])).to.equal(true);
      await fails(read.chamberVotes([id, 2]), 'ChamberUnknown', [2]);
      const [against, forVotes, abstain] = await read.proposalVotes([id]);
      expect(forVotes).to.equal(125_000_000_000_000_000n);
      expect(abstain).to.equal(forVotes);
      expect(against).to.equal(333_333_333_333_333_333n);
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
    await register(commons, BAKO, hashOf('group c'));
    await creditWork(commons, { operator: BAKO, verifier: NORTH, epoch: 1n, units: 400n });
    await networkHelpers.mine();
  }

  describe('voting', () => {
    it('counts each account once, members only, known choices only', async () => {
      const id = await openVote(commons, mixture);
      const cast = (index: number, support: number) =>
        commons.commonsGovernor.write.castVote([id, support], from(index));
      await cast(ANA, FOR);
      await fails(cast(ANA, AGAINST), 'GovernorAlreadyCastVote', [getAddress(addressAt(ANA))]);
      const snapshot = await commons.commonsGovernor.read.proposalSnapshot([id]);
      await fails(cast(STRANGER, FOR), 'NoVotes', [getAddress(addressAt(STRANGER)), snapshot]);
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
      await vote(commons, id, { [ANA]: FOR, [BAKO]: FOR });
      const before = await commons.commonsGovernor.read.proposalDeadline([id]);
      await networkHelpers.time.setNextBlockTimestamp(before);
      await commons.commonsGovernor.write.castVote([id, FOR], from(NORTH));
      const after = await commons.commonsGovernor.read.proposalDeadline([id]);
      expect(after).to.equal(before + BigInt(genesis.governance.lateExtension));
    });

    it('asks proposers for a voice or weight', async () => {
      const { targets, values, calls } = mixture;
      const call = commons.commonsGovernor.write.propose([targets, values, calls, 'mine'], from(STRANGER));
      await viem.assertions.revertWithCustomError(call, commons.commonsGovernor, 'GovernorInsufficientProposerVotes');
      await openVote(commons, mixture, NORTH);
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

  describe('rules', () => {
    it('freezes them at creation: a later, stricter ruleset changes nothing', async () => {
      const id = await openVote(commons, mixture);
      const strict = { class: 1, peopleQuorum: 1_500, technicalQuorum: 3_000, majority: 6_000, delay: 3 };
      await commons.ruleBook.write.addRuleset([strict], await asTimelock(commons));
      await vote(commons, id, { [ANA]: FOR, [NORTH]: FOR });
      expect((await commons.commonsGovernor.read.proposalRules([id]))[1]).to.equal(1_000);
      expect(await closeVote(commons, id)).to.equal('Succeeded');
    });

    it('makes unclassified calls constitutional, with two thirds and the longest delay', async () => {
      const call = encodeFunctionData({
        abi: commons.accessManager.abi,
        functionName: 'grantRole',
        args: [1n, addressAt(ANA), 0],
      });
      const proposal = proposalOf(commons.accessManager.address, call);
      const id = await openVote(commons, proposal);
      expect(await commons.commonsGovernor.read.proposalRules([id])).to.deep.equal([3, 2_500, 4_000, 6_667, 4]);
      await vote(commons, id, { ...everyoneFor, [BAKO]: AGAINST, [SOUTH]: FOR });
      await commons.commonsGovernor.write.castVote([id, AGAINST], from(DARA));
      expect(await closeVote(commons, id)).to.equal('Defeated');
    });

    it('keeps settings above the constitution', async () => {
      await fails(commons.commonsGovernor.write.setVotingPeriod([1]), 'SettingBelowConstitution', [2n, 1n]);
      await fails(commons.commonsGovernor.write.setVotingDelay([0]), 'SettingBelowConstitution', [1n, 0n]);
      const call = commons.commonsGovernor.write.setVotingPeriod([10]);
      await fails(call, 'GovernorOnlyExecutor', [getAddress(addressAt(0))]);
    });

    it('changes its own settings by a constitutional vote', async () => {
      const call = encodeFunctionData({
        abi: commons.commonsGovernor.abi,
        functionName: 'setVotingPeriod',
        args: [90],
      });
      const proposal = proposalOf(commons.commonsGovernor.address, call);
      const id = await openVote(commons, proposal);
      await vote(commons, id, everyoneFor);
      await closeVote(commons, id);
      await enact(commons, id, proposal);
      expect(await commons.commonsGovernor.read.votingPeriod()).to.equal(90n);
    });
  });

  describe('execution', () => {
    const passed = async (proposal: Proposal) => {
      const id = await openVote(commons, proposal);
      await vote(commons, id, everyoneFor);
      await closeVote(commons, id);
      return id;
    };

    it('waits for the delay of the class, which is longer than the timelock’s', async () => {
      const call = encodeFunctionData({ abi: commons.identityRegistry.abi, functionName: 'revoke', args: [1n] });
      const proposal = proposalOf(commons.identityRegistry.address, call);
      const id = await passed(proposal);
      await commons.commonsGovernor.write.queue([...argsOf(proposal)]);
      const eta = await commons.commonsGovernor.read.proposalEta([id]);
      await networkHelpers.time.setNextBlockTimestamp(eta - 1n);
      await fails(commons.commonsGovernor.write.execute([...argsOf(proposal)]), 'ProposalNotReady', [id, eta]);
      await networkHelpers.time.setNextBlockTimestamp(eta);
      await commons.commonsGovernor.write.execute([...argsOf(proposal)]);
      expect(await commons.identityRegistry.read.isActive([1n])).to.equal(false);
    });

    it('refuses when the code behind a target changed after queueing', async () => {
      const id = await passed(mixture);
      await commons.commonsGovernor.write.queue([...argsOf(mixture)]);
      await networkHelpers.setCode(commons.mixturePolicy.address, '0x60006000fd');
      await networkHelpers.time.increase(10);
      await fails(commons.commonsGovernor.write.execute([...argsOf(mixture)]), 'CodeChanged', [id]);
    });

    it('cannot be gone round by calling the timelock', async () => {
      const [targets, values, calls] = argsOf(mixture);
      const none = `0x${'00'.repeat(32)}` as Hex;
      const { write } = commons.timelockController;
      const unauthorised = (call: Promise<unknown>) =>
        viem.assertions.revertWithCustomError(call, commons.timelockController, 'AccessControlUnauthorizedAccount');
      await unauthorised(write.scheduleBatch([targets, values, calls, none, none, 10n], from(ANA)));
      await unauthorised(write.executeBatch([targets, values, calls, none, none], from(ANA)));
      await unauthorised(write.cancel([none], from(0)));
    });

    it('executes once', async () => {
      const id = await passed(mixture);
      await enact(commons, id, mixture);
      const again = commons.commonsGovernor.write.execute([...argsOf(mixture)]);
      await viem.assertions.revertWithCustomError(again, commons.commonsGovernor, 'GovernorUnexpectedProposalState');
    });
  });

  describe('small chambers', () => {
    it('lets contributors decide alone with two thirds and twice the delay before there is work', async () => {
      prepare(await networkHelpers.loadFixture(deployPopulated));
      await networkHelpers.mine();
      const split = await openVote(commons, mixture);
      await vote(commons, split, { [ANA]: FOR, [BAKO]: AGAINST, [CHEN]: FOR, [DARA]: AGAINST });
      expect(await closeVote(commons, split)).to.equal('Defeated');
      const agreed = { ...mixture, description: 'agreed' };
      const id = await openVote(commons, agreed);
      expect(await commons.commonsGovernor.read.chamberActive([id, 1])).to.equal(false);
      expect(await commons.commonsGovernor.read.chamberActive([id, 0])).to.equal(true);
      await vote(commons, id, { [ANA]: FOR, [BAKO]: FOR, [CHEN]: FOR, [DARA]: AGAINST });
      expect(await closeVote(commons, id)).to.equal('Succeeded');
      await commons.commonsGovernor.write.queue([...argsOf(agreed)]);
      const queuedAt = BigInt(await networkHelpers.time.latest());
      const eta = await commons.commonsGovernor.read.proposalEta([id]);
      expect(eta - queuedAt).to.equal(2n * BigInt(genesis.rules.ordinary.delay));
    });

    it('lets nothing pass while contributors are too few', async () => {
      for (const identityId of [3n, 4n]) {
        await commons.identityRegistry.write.revoke([identityId], await asTimelock(commons));
      }
      await networkHelpers.mine();
      const id = await openVote(commons, mixture);
      await vote(commons, id, { [ANA]: FOR, [BAKO]: FOR, [NORTH]: FOR, [SOUTH]: FOR });
      expect(await closeVote(commons, id)).to.equal('Defeated');
    });
  });

  it('describes itself to other tools', async () => {
    const { read } = commons.commonsGovernor;
    expect(await read.name()).to.equal('Tilth Commons');
    expect(await read.version()).to.equal('1');
    expect(await read.COUNTING_MODE()).to.equal('support=bravo&quorum=for,abstain&params=bicameral');
    expect(await read.CLOCK_MODE()).to.equal('mode=timestamp');
    expect(await read.quorum([0n])).to.equal(150_000_000_000_000_000n);
    expect(await read.proposalThreshold()).to.equal(1n);
    expect(await read.getVotes([addressAt(STRANGER), BigInt(await networkHelpers.time.latest()) - 1n])).to.equal(0n);
  });

  it('is shown by a lens per chamber', async () => {
    const id = await openVote(commons, mixture);
    await vote(commons, id, { [ANA]: FOR, [NORTH]: AGAINST });
    const { contributorLens, technicalLens } = commons;
    expect(await contributorLens.read.proposalVotes([id])).to.deep.equal([0n, 1n, 0n]);
    expect(await technicalLens.read.proposalVotes([id])).to.deep.equal([100_000_000n, 0n, 0n]);
    expect(await contributorLens.read.quorumReached([id])).to.equal(true);
    expect(await technicalLens.read.quorumReached([id])).to.equal(false);
    expect(await technicalLens.read.proposalQuorum([id])).to.equal(30_000_000n);
    expect(await contributorLens.read.hasVoted([id, addressAt(ANA)])).to.equal(true);
    const snapshot = await commons.commonsGovernor.read.proposalSnapshot([id]);
    expect(await technicalLens.read.getVotes([addressAt(SOUTH), snapshot])).to.equal(50_000_000n);
    expect(await contributorLens.read.getVotes([addressAt(SOUTH), snapshot])).to.equal(0n);
    expect(await contributorLens.read.state([id])).to.equal(1);
    expect(await contributorLens.read.name()).to.equal('Tilth Commons');
    expect([await contributorLens.read.chamber(), await technicalLens.read.chamber()]).to.deep.equal([0, 1]);
    expect(await contributorLens.read.governor()).to.equal(getAddress(commons.commonsGovernor.address));
  });
});
