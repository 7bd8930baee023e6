import { expect } from 'chai';
import { type Abi, encodeFunctionData, toFunctionSelector } from 'viem';
import {
  addressAt,
  asTimelock,
  deployPopulated,
  from,
  genesis,
  hashOf,
  networkHelpers,
  refuses,
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
  stateOf,
  vote,
} from '../governance/decide.ts';

type Written = { readonly abi: Abi };

const SHARES = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];
/** Accounts of the local guardians; two of three act. */
const GUARDIANS = [7, 8, 9];
/** What an owner, a pause or an upgrade would be called. */
const POWERS =
  /pause|freezeAll|halt|veto|emergency|upgrade|implementation|initiali[sz]e|owner$|ownership|migrate|sweep|rescue|seize|destroy|grantRole|revokeRole/i;

/** Compound, Nouns, and everybody's multisig: a guardian is whoever holds its key. This one can ask twice, and no more. */
describe('Attack: the guardian', () => {
  async function open() {
    const commons = await deployVoting();
    const call = encodeFunctionData({ abi: commons.mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
    const first = proposalOf(commons.mixturePolicy.address, call, 'first');
    const id = await openVote(commons, first);
    await vote(commons, id, everyoneFor);
    await closeVote(commons, id);
    await commons.commonsGovernor.write.queue([...argsOf(first)]);
    const hash = await commons.decisionRegister.read.hashCalls([first.targets, first.values, first.calls]);
    const again: Proposal = { ...first, description: 'again' };
    return { commons, guardian: commons.guardian, first, again, id, hash };
  }

  it('is the only power of its kind: no contract has a pause, an owner or an upgrade', async () => {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    const found: string[] = [];
    for (const [name, { abi }] of Object.entries(commons as unknown as Record<string, Written>)) {
      for (const entry of abi) {
        if (entry.type === 'function' && POWERS.test(entry.name)) found.push(`${name}.${entry.name}`);
      }
    }
    // OpenZeppelin's timelock could, had its roles not been frozen; see directTimelock.
    expect(found).to.deep.equal(['timelockController.grantRole', 'timelockController.revokeRole']);
  });

  it('has one right: to write into the audit log', async () => {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    const table = await commons.authority.read.table();
    const rights = table.filter(({ holder }) => holder.toLowerCase() === commons.guardian.address.toLowerCase());
    expect(rights.map(({ target, selector }) => [target.toLowerCase(), selector])).to.deep.equal([
      [commons.auditLog.address.toLowerCase(), toFunctionSelector('record(bytes32,bytes32,uint256,string)')],
    ]);
    expect(table.some(({ holder }) => GUARDIANS.some((it) => addressAt(it) === holder.toLowerCase()))).to.equal(false);
  });

  it('does nothing by one of its accounts, and nothing by others', async () => {
    const { commons, guardian, id, hash } = await networkHelpers.loadFixture(open);
    await guardian.write.cancelDecision([id, hash, 'alone'], from(7));
    const twice = guardian.write.cancelDecision([id, hash, ''], from(7));
    await viem.assertions.revertWithCustomError(twice, guardian, 'AlreadyApproved');
    await refuses(guardian.write.cancelDecision([id, hash, ''], from(10)), guardian, 'NotGuardian', [addressAt(10)]);
    expect(await stateOf(commons, id)).to.equal('Queued');
  });

  it('delays a decision once, and cancels it once: passed again, it stands', async () => {
    const { commons, guardian, first, again, id, hash } = await networkHelpers.loadFixture(open);
    const eta = await commons.commonsGovernor.read.proposalEta([id]);
    for (const it of [7, 8]) await guardian.write.delayDecision([id, hash, 'wait'], from(it));
    const later = await commons.commonsGovernor.read.proposalEta([id]);
    expect(later - eta).to.equal(BigInt(genesis.guardian.delay));
    await viem.assertions.revertWithCustomError(
      guardian.write.delayDecision([id, hash, 'wait'], from(9)),
      guardian,
      'AlreadyDone',
    );

    for (const it of [7, 8]) await guardian.write.cancelDecision([id, hash, 'no'], from(it));
    expect(await stateOf(commons, id)).to.equal('Canceled');
    const dead = commons.commonsGovernor.write.execute([...argsOf(first)]);
    await viem.assertions.revertWithCustomError(dead, commons.commonsGovernor, 'GovernorUnexpectedProposalState');

    const secondId = await openVote(commons, again);
    await vote(commons, secondId, everyoneFor);
    expect(await closeVote(commons, secondId)).to.equal('Succeeded');
    for (const call of [
      guardian.write.cancelDecision([secondId, hash, 'no'], from(7)),
      guardian.write.delayDecision([secondId, hash, 'no'], from(7)),
    ]) {
      await viem.assertions.revertWithCustomError(call, guardian, 'AlreadyDone');
    }
    await enact(commons, secondId, again);
    expect(await commons.mixturePolicy.read.current()).to.deep.equal([2n, SHARES]);
  });

  it('stops nothing under a hash that is not the decision’s', async () => {
    const { commons, guardian, first, id } = await networkHelpers.loadFixture(open);
    for (const it of [7, 8]) await guardian.write.cancelDecision([id, hashOf('other calls'), 'no'], from(it));
    expect(await stateOf(commons, id)).to.equal('Queued');
    await networkHelpers.time.increase(genesis.rules.ordinary.delay + 1);
    await commons.commonsGovernor.write.execute([...argsOf(first)]);
  });

  it('ends by itself, and does not prolong itself', async () => {
    const { commons, guardian, id, hash } = await networkHelpers.loadFixture(open);
    const end = await guardian.read.endsAt();
    const longer = guardian.write.renew([end + 1], from(7));
    await refuses(longer, guardian, 'AccessManagedUnauthorized', [addressAt(7)]);
    const tooLong = guardian.write.renew([end + genesis.guardian.term], await asTimelock(commons));
    await viem.assertions.revertWithCustomError(tooLong, guardian, 'RenewalInvalid');
    await networkHelpers.time.increaseTo(end);
    await refuses(guardian.write.cancelDecision([id, hash, ''], from(7)), guardian, 'GuardianEnded', [end]);
  });
});
