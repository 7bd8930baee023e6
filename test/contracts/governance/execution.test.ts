import { expect } from 'chai';
import { encodeFunctionData, getAddress, type Hex } from 'viem';
import {
  ANA,
  addressAt,
  asCourt,
  asTimelock,
  BAKO,
  CHEN,
  type Commons,
  DARA,
  deployPopulated,
  from,
  genesis,
  NORTH,
  networkHelpers,
  refuses,
  SOUTH,
  viem,
} from '../commons.ts';
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
  vote,
} from './decide.ts';

describe('CommonsGovernor, after the vote', () => {
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

  describe('rules', () => {
    it('freezes them at creation: a later, stricter ruleset changes nothing', async () => {
      const id = await openVote(commons, mixture);
      const strict = {
        class: 1,
        peopleQuorum: 1_500,
        peopleLeast: 1,
        technicalHeads: 5_000,
        majority: 6_000,
        objection: 0,
        delay: 3,
      };
      await commons.ruleBook.write.addRuleset([strict], await asTimelock(commons));
      await vote(commons, id, { [ANA]: FOR, [NORTH]: FOR, [SOUTH]: FOR });
      const [rules] = await commons.commonsGovernor.read.proposalRules([id]);
      expect(rules).to.deep.equal({ class: 1, ...genesis.rules.ordinary });
      expect(await closeVote(commons, id)).to.equal('Succeeded');
    });

    it('makes unclassified calls constitutional, with two thirds and the longest delay', async () => {
      const until = (await networkHelpers.time.latest()) + 1_000;
      const call = encodeFunctionData({ abi: commons.guardian.abi, functionName: 'renew', args: [until] });
      const proposal = proposalOf(commons.guardian.address, call);
      const id = await openVote(commons, proposal);
      const [rules] = await commons.commonsGovernor.read.proposalRules([id]);
      expect(rules).to.deep.equal({ class: 3, ...genesis.rules.constitutional });
      await vote(commons, id, { ...everyoneFor, [BAKO]: AGAINST, [SOUTH]: FOR });
      await commons.commonsGovernor.write.castVote([id, AGAINST], from(DARA));
      expect(await closeVote(commons, id)).to.equal('Defeated');
    });

    it('keeps its settings to a vote', async () => {
      const call = commons.commonsGovernor.write.setVotingPeriod([10]);
      await fails(call, 'GovernorOnlyExecutor', [getAddress(addressAt(0))]);
    });

    it('changes its own settings by a structural vote', async () => {
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
      const { abi, address } = commons.commonsGovernor;
      const proposal = proposalOf(address, encodeFunctionData({ abi, functionName: 'setVotingPeriod', args: [90] }));
      const id = await passed(proposal);
      await commons.commonsGovernor.write.queue([...argsOf(proposal)]);
      const eta = await commons.commonsGovernor.read.proposalEta([id]);
      await networkHelpers.time.setNextBlockTimestamp(eta - 1n);
      await fails(commons.commonsGovernor.write.execute([...argsOf(proposal)]), 'ProposalNotReady', [id, eta]);
      await networkHelpers.time.setNextBlockTimestamp(eta);
      await commons.commonsGovernor.write.execute([...argsOf(proposal)]);
      expect(await commons.commonsGovernor.read.votingPeriod()).to.equal(90n);
    });

    it('refuses when the code behind a target changed after queueing', async () => {
      const id = await passed(mixture);
      await commons.commonsGovernor.write.queue([...argsOf(mixture)]);
      await networkHelpers.setCode(commons.mixturePolicy.address, '0x60006000fd');
      await networkHelpers.time.increase(10);
      const call = commons.commonsGovernor.write.execute([...argsOf(mixture)]);
      await refuses(call, commons.decisionRegister, 'CodeChanged', [id]);
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
      // Totals are known, the people count, the groups do not.
      const [, flags] = await commons.commonsGovernor.read.proposalRules([id]);
      expect(flags & 7).to.equal(3);
      await vote(commons, id, { [ANA]: FOR, [BAKO]: FOR, [CHEN]: FOR, [DARA]: AGAINST });
      expect(await closeVote(commons, id)).to.equal('Succeeded');
      await commons.commonsGovernor.write.queue([...argsOf(agreed)]);
      const queuedAt = BigInt(await networkHelpers.time.latest());
      const eta = await commons.commonsGovernor.read.proposalEta([id]);
      expect(eta - queuedAt).to.equal(2n * BigInt(genesis.rules.ordinary.delay));
    });

    it('lets nothing pass while contributors are too few', async () => {
      const until = BigInt(await networkHelpers.time.latest()) + 1_000n;
      for (const identityId of [3n, 4n]) {
        await commons.identityRegistry.write.suspend([identityId, until, 1n], await asCourt(commons));
      }
      await networkHelpers.mine();
      const id = await openVote(commons, mixture);
      await vote(commons, id, { [ANA]: FOR, [BAKO]: FOR, [NORTH]: FOR, [SOUTH]: FOR });
      expect(await closeVote(commons, id)).to.equal('Defeated');
    });
  });
});
