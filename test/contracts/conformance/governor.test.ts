import { expect } from 'chai';
import { encodeAbiParameters, encodeFunctionData, keccak256, parseEventLogs, stringToHex } from 'viem';
import { ANA, addressAt, BAKO, client, from, networkHelpers, SOUTH, STRANGER } from '../commons.ts';
import { argsOf, closeVote, deployVoting, everyoneFor, FOR, openVote, proposalOf, vote } from '../governance/decide.ts';
import { governorAbi } from './standards.ts';

const SHARES = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];
const PENDING = 0;
const ACTIVE = 1;
const SUCCEEDED = 4;
const QUEUED = 5;
const EXECUTED = 7;

/** A reader that knows IGovernor and nothing of chambers. */
describe('IGovernor, to a generic reader', () => {
  async function open() {
    const commons = await deployVoting();
    const { abi } = commons.mixturePolicy;
    const call = encodeFunctionData({ abi, functionName: 'adopt', args: [SHARES] });
    const proposal = proposalOf(commons.mixturePolicy.address, call);
    return { commons, proposal };
  }

  async function reader() {
    const opened = await networkHelpers.loadFixture(open);
    const { address } = opened.commons.commonsGovernor;
    const read = (functionName: string, args: readonly unknown[] = []): Promise<unknown> =>
      client.readContract({ address, abi: governorAbi, functionName, args } as never);
    return { ...opened, address, read };
  }

  it('has the standard modes', async () => {
    const { read } = await reader();
    const counting = new URLSearchParams((await read('COUNTING_MODE')) as string);
    expect(counting.get('support')).to.equal('bravo');
    expect(counting.get('quorum')).to.equal('for,abstain');
    expect(await read('CLOCK_MODE')).to.equal('mode=timestamp');
    expect(BigInt((await read('clock')) as number)).to.equal((await client.getBlock()).timestamp);
  });

  it("numbers proposals as OpenZeppelin's Governor does", async () => {
    const { read, proposal } = await reader();
    const [targets, values, calls, descriptionHash] = argsOf(proposal);
    const types = [{ type: 'address[]' }, { type: 'uint256[]' }, { type: 'bytes[]' }, { type: 'bytes32' }] as const;
    const expected = BigInt(keccak256(encodeAbiParameters(types, [targets, values, calls, descriptionHash])));
    expect(await read('hashProposal', argsOf(proposal))).to.equal(expected);
    expect(await read('getProposalId', argsOf(proposal))).to.equal(expected);
  });

  it('goes through the standard states, times and events', async () => {
    const { commons, read, proposal } = await reader();
    const { write } = commons.commonsGovernor;
    const hash = await write.propose(
      [proposal.targets, proposal.values, proposal.calls, proposal.description],
      from(ANA),
    );
    const { logs, blockNumber } = await client.getTransactionReceipt({ hash });
    const [created] = parseEventLogs({ abi: governorAbi, eventName: 'ProposalCreated', logs });
    const { proposalId, voteStart, voteEnd, proposer } = created?.args ?? {};
    const { timestamp } = await client.getBlock({ blockNumber });
    expect(voteStart).to.equal(timestamp + ((await read('votingDelay')) as bigint));
    expect(voteEnd).to.equal((voteStart as bigint) + ((await read('votingPeriod')) as bigint));
    expect(proposer?.toLowerCase()).to.equal(addressAt(ANA).toLowerCase());
    expect(await read('proposalSnapshot', [proposalId])).to.equal(voteStart);
    expect(await read('proposalDeadline', [proposalId])).to.equal(voteEnd);
    expect(await read('state', [proposalId])).to.equal(PENDING);

    await networkHelpers.time.increaseTo((voteStart as bigint) + 1n);
    expect(await read('state', [proposalId])).to.equal(ACTIVE);
    await vote(commons, proposalId as bigint, everyoneFor);
    expect(await closeVote(commons, proposalId as bigint)).to.equal('Succeeded');
    expect(await read('state', [proposalId])).to.equal(SUCCEEDED);
    expect(await read('proposalNeedsQueuing', [proposalId])).to.equal(true);

    await write.queue([...argsOf(proposal)]);
    expect(await read('state', [proposalId])).to.equal(QUEUED);
    await networkHelpers.time.increaseTo(((await read('proposalEta', [proposalId])) as bigint) + 1n);
    await write.execute([...argsOf(proposal)]);
    expect(await read('state', [proposalId])).to.equal(EXECUTED);
  });

  it('casts votes whose weights add up to proposalVotes', async () => {
    const { commons, read, proposal } = await reader();
    const id = await openVote(commons, proposal);
    let sum = 0n;
    for (const voter of [ANA, BAKO, SOUTH]) {
      const hash = await commons.commonsGovernor.write.castVote([id, FOR], from(voter));
      const { logs } = await client.getTransactionReceipt({ hash });
      const [cast] = parseEventLogs({ abi: governorAbi, eventName: 'VoteCast', logs });
      const snapshot = (await read('proposalSnapshot', [id])) as bigint;
      expect(cast?.args.weight).to.equal(await read('getVotes', [addressAt(voter), snapshot]));
      expect(await read('hasVoted', [id, addressAt(voter)])).to.equal(true);
      sum += cast?.args.weight ?? 0n;
    }
    expect(await read('proposalVotes', [id])).to.deep.equal([0n, sum, 0n]);
    expect(await read('hasVoted', [id, addressAt(STRANGER)])).to.equal(false);
  });

  it('keeps a description with a proposer to that proposer', async () => {
    const { commons, proposal } = await reader();
    const description = `mine #proposer=${addressAt(ANA)}`;
    const { write, read } = commons.commonsGovernor;
    let refused = false;
    await write.propose([proposal.targets, proposal.values, proposal.calls, description], from(BAKO)).catch(() => {
      refused = true;
    });
    expect(refused).to.equal(true);
    await write.propose([proposal.targets, proposal.values, proposal.calls, description], from(ANA));
    const id = await read.getProposalId([
      proposal.targets,
      proposal.values,
      proposal.calls,
      keccak256(stringToHex(description)),
    ]);
    expect((await read.proposalProposer([id])).toLowerCase()).to.equal(addressAt(ANA).toLowerCase());
  });
});
