import { expect } from 'chai';
import { type Abi, type Address, encodeFunctionData, type Hex, zeroHash } from 'viem';
import { withdrawalTypedData } from '../../../protocol/typedData/withdrawal.ts';
import {
  ANA,
  accountAt,
  addressAt,
  asCourt,
  asTimelock,
  BAKO,
  chainId,
  client,
  DARA,
  from,
  genesis,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  STRANGER,
  viem,
} from '../commons.ts';
import { argsOf, closeVote, deployVoting, everyoneFor, openVote, proposalOf, vote } from '../governance/decide.ts';
import { readOpcodes } from './opcodes.ts';

const SSTORE = 0x55;
const TSTORE = 0x5d;
const CALL = 0xf1;
const CALLCODE = 0xf2;
const DELEGATECALL = 0xf4;
const SELFDESTRUCT = 0xff;
const CREATES = [0xf0, 0xf5];
const SHARES = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];
const ORDINARY = { class: 1, ...genesis.rules.ordinary };
const STRUCTURAL = { class: 2, ...genesis.rules.structural };
const CONSTITUTIONAL = { class: 3, ...genesis.rules.constitutional };

type Written = { readonly abi: Abi; readonly address: Address };
type Send = (args: readonly unknown[], options: object) => Promise<Hex>;
type Transferable = {
  readonly write: Record<'safeTransferFrom' | 'safeBatchTransferFrom' | 'setApprovalForAll' | 'delegate', Send>;
};

/** Each sentence on what no vote may do, tried with all the power that votes can give. */
describe('What no vote may do', () => {
  /** The timelock, whose votes decide, with all the power that it has. */
  async function open() {
    const commons = await deployVoting();
    return { commons, timelock: await asTimelock(commons) };
  }

  const writersOf = (abi: Abi) =>
    abi
      .flatMap((it) => (it.type === 'function' && !['view', 'pure'].includes(it.stateMutability) ? [it.name] : []))
      .sort();

  it('make credits or experts transferable', async () => {
    const { commons, timelock } = await networkHelpers.loadFixture(open);
    const { expertRegistry: experts } = commons;
    // They refuse without a look at the state, so that viem counts them among the readers.
    const credits = commons.contributionCredits as unknown as Transferable;
    const ledger = commons.workLedger as unknown as Transferable;
    await experts.write.publish(['lyric', hashOf('manifest'), ''], from(NORTH));
    const [north, ana] = [addressAt(NORTH), addressAt(ANA)];
    for (const options of [timelock, from(NORTH)]) {
      await refuses(credits.write.safeTransferFrom([north, ana, 1n, 1n, '0x'], options), credits, 'Soulbound', []);
      const batch = credits.write.safeBatchTransferFrom([north, ana, [1n], [1n], '0x'], options);
      await refuses(batch, credits, 'Soulbound', []);
      await refuses(credits.write.setApprovalForAll([ana, true], options), credits, 'Soulbound', []);
      await refuses(experts.write.transferFrom([north, ana, 1n], options), experts, 'Soulbound', []);
      await refuses(experts.write.safeTransferFrom([north, ana, 1n], options), experts, 'Soulbound', []);
      await refuses(experts.write.approve([ana, 1n], options), experts, 'Soulbound', []);
      await refuses(experts.write.setApprovalForAll([ana, true], options), experts, 'Soulbound', []);
      await refuses(ledger.write.delegate([ana], options), ledger, 'NotDelegable', []);
    }
  });

  it('price anything: money enters as a bond, and leaves to whoever bonded it', async () => {
    const { commons } = await networkHelpers.loadFixture(open);
    const payable = Object.entries(commons as unknown as Record<string, Written>).flatMap(([name, { abi }]) =>
      abi.flatMap((it) => {
        if (it.type === 'receive' || it.type === 'fallback') return [`${name}.${it.type}`];
        return it.type === 'function' && it.stateMutability === 'payable' ? [`${name}.${it.name}`] : [];
      }),
    );
    expect(payable.sort()).to.deep.equal([
      'commonsGovernor.execute',
      'commonsGovernor.receive',
      'commonsGovernor.relay',
      'operatorRegistry.bond',
      'operatorRegistry.register',
      'timelockController.execute',
      'timelockController.executeBatch',
      'timelockController.receive',
    ]);
  });

  it('give a person a second vote', async () => {
    const { commons, timelock } = await networkHelpers.loadFixture(open);
    const { contributorRoll: roll, identityRegistry } = commons;
    const args = [timelock.account];
    const until = 7 * 86_400 * Math.floor((await networkHelpers.time.latest()) / (7 * 86_400) + 10);
    await refuses(roll.write.seat([1n, addressAt(ANA), 0, until], timelock), roll, 'NotRegistry', args);
    await refuses(roll.write.seat([99n, addressAt(STRANGER), 0, until], timelock), roll, 'NotRegistry', args);
    const moved = roll.write.rekeyed([1n, addressAt(ANA), addressAt(STRANGER)], timelock);
    await refuses(moved, roll, 'NotRegistry', args);
    // A scheme of one attester may be voted in; it gives those who have a voice no second one.
    const second = await viem.deployContract('AttesterQuorum', [commons.authority.address, [addressAt(1)], 1n]);
    await identityRegistry.write.setScheme([second.address], timelock);
    expect(await roll.read.seats()).to.equal(4n);
  });

  it('raise a tier, undo a withdrawal, or keep a depositor from withdrawing', async () => {
    const { commons, timelock } = await networkHelpers.loadFixture(open);
    const { consentRegistry } = commons;
    const deposit = hashOf('a deposit');
    const depositor = addressAt(DARA);
    expect(writersOf(consentRegistry.abi)).to.deep.equal(['changeTier', 'changeTierMany', 'withdraw', 'withdrawMany']);
    const raise = consentRegistry.write.changeTier([deposit, depositor, 4, 1n, '0x'], timelock);
    await refuses(raise, consentRegistry, 'ConsentSignatureInvalid', [depositor]);
    const options = { chainId, consentRegistry: consentRegistry.address, deposit, depositor };
    const signature = await accountAt(DARA).signTypedData(withdrawalTypedData(options));
    await consentRegistry.write.withdraw([deposit, depositor, signature]);
    const undo = consentRegistry.write.changeTier([deposit, depositor, 4, 1n, signature], timelock);
    await refuses(undo, consentRegistry, 'AlreadyWithdrawn', [deposit, depositor]);
  });

  it('lower the floor below its minimum, or tie it to credits', async () => {
    const { commons, timelock } = await networkHelpers.loadFixture(open);
    const { commonsPool: pool, contributionCredits } = commons;
    const minimum = BigInt(genesis.constitution.minCommonsFloor);
    for (const floor of [0n, minimum - 1n]) {
      await refuses(pool.write.setFloor([floor], timelock), pool, 'FloorBelowMinimum', [floor, minimum]);
      await refuses(pool.write.raiseMinimum([floor], timelock), pool, 'MinimumNotHigher', [minimum, floor]);
    }
    await refuses(pool.write.setReserve([10_000], timelock), pool, 'ReserveOutOfBounds', [10_000]);
    await pool.write.pledge([10_000n, 0n], from(NORTH));
    await networkHelpers.mine();
    const minted = contributionCredits.write.mint([1n, 0n, 1_000n, zeroHash], timelock);
    await refuses(minted, contributionCredits, 'AccessManagedUnauthorized', [timelock.account]);
    await contributionCredits.write.mint([1n, 0n, 1_000n, zeroHash], await asCourt(commons));
    expect((await contributionCredits.read.lifetimeOf([1n, 0n])) > 0n).to.equal(true);
    expect(await pool.read.available([1n])).to.equal(await pool.read.available([2n]));
    expect((await pool.read.available([1n])) > 0n).to.equal(true);
  });

  it('rewrite a log, a seal, lineage or attribution', async () => {
    const { commons, timelock } = await networkHelpers.loadFixture(open);
    const { depositLog, receiptBook, modelRegistry, operatorRegistry } = commons;
    expect(writersOf(depositLog.abi)).to.deep.equal([
      'anchor',
      'proveEquivocation',
      'proveRewrite',
      'reopen',
      'setAuthority',
      'showAnchored',
    ]);
    expect(writersOf(receiptBook.abi)).to.deep.equal(['proveEquivocation', 'proveReplay', 'seal']);
    const models = [
      'claimAttribution',
      'claimRun',
      'drawSeed',
      'mark',
      'markVerified',
      'openRun',
      'registerAdapter',
      'registerBase',
      'setAuthority',
    ];
    expect(writersOf(modelRegistry.abi)).to.deep.equal(models);
    const anchor = depositLog.write.anchor([hashOf('mine'), 9n, ''], timelock);
    await refuses(anchor, operatorRegistry, 'NotOperator', [timelock.account]);
    await modelRegistry.write.registerBase([hashOf('weights'), ''], from(NORTH));
    const before = await modelRegistry.read.model([1n]);
    const marked = modelRegistry.write.mark([1n, 2, 1n], timelock);
    await refuses(marked, modelRegistry, 'AccessManagedUnauthorized', [timelock.account]);
    await modelRegistry.write.mark([1n, 2, 1n], await asCourt(commons));
    expect(await modelRegistry.read.model([1n])).to.deep.equal({ ...before, status: 2 });
  });

  it("drop either chamber's consent, for structural change or for the rules themselves", async () => {
    const { commons, timelock } = await networkHelpers.loadFixture(open);
    const { ruleBook, authority } = commons;
    const loose = [
      { ...STRUCTURAL, technicalHeads: 0 },
      { ...STRUCTURAL, peopleQuorum: 0 },
      { ...STRUCTURAL, majority: 4_999 },
      { ...ORDINARY, technicalHeads: genesis.constitution.minTechnicalHeads - 1 },
      { ...ORDINARY, peopleQuorum: genesis.constitution.minPeopleQuorum - 1 },
      { ...CONSTITUTIONAL, technicalHeads: CONSTITUTIONAL.technicalHeads - 1 },
      { ...CONSTITUTIONAL, peopleQuorum: CONSTITUTIONAL.peopleQuorum - 1 },
      { ...CONSTITUTIONAL, majority: CONSTITUTIONAL.majority - 1 },
    ];
    for (const rules of loose) {
      await refuses(ruleBook.write.addRuleset([rules], timelock), ruleBook, 'RulesetOutOfBounds', [rules.class]);
    }
    for (const target of [ruleBook.address, authority.address]) {
      const classification = { target, selector: '0x12345678' as Hex, class: 0 };
      await refuses(ruleBook.write.setClass([classification], timelock), ruleBook, 'ClassFixed', [target]);
    }
  });

  it('shorten delays below the minimum, not even with the delay of the timelock itself', async () => {
    const { commons, timelock } = await networkHelpers.loadFixture(open);
    const { ruleBook, timelockController, mixturePolicy, commonsGovernor } = commons;
    const hasty = { ...ORDINARY, delay: genesis.constitution.minDelay - 1 };
    await refuses(ruleBook.write.addRuleset([hasty], timelock), ruleBook, 'RulesetOutOfBounds', [1]);
    await refuses(timelockController.read.updateDelay([0n], timelock), timelockController, 'DelayFixed', []);
    const call = encodeFunctionData({ abi: mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
    const proposal = proposalOf(mixturePolicy.address, call);
    const id = await openVote(commons, proposal);
    await vote(commons, id, everyoneFor);
    await closeVote(commons, id);
    await commonsGovernor.write.queue([...argsOf(proposal)]);
    const eta = await commonsGovernor.read.proposalEta([id]);
    expect(eta).to.equal(BigInt(await networkHelpers.time.latest()) + BigInt(genesis.rules.ordinary.delay));
    await refuses(commonsGovernor.write.execute([...argsOf(proposal)]), commonsGovernor, 'ProposalNotReady', [id, eta]);
  });

  it('change the rules of a proposal that is open', async () => {
    const { commons, timelock } = await networkHelpers.loadFixture(open);
    const { commonsGovernor: governor, identityRegistry, ruleBook, mixturePolicy } = commons;
    const slower = encodeFunctionData({ abi: governor.abi, functionName: 'setVotingPeriod', args: [90] });
    const change = proposalOf(governor.address, slower);
    const changeId = await openVote(commons, change, BAKO);
    await vote(commons, changeId, everyoneFor);
    await closeVote(commons, changeId);
    await governor.write.queue([...argsOf(change)]);
    const call = encodeFunctionData({ abi: mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
    const id = await openVote(commons, proposalOf(mixturePolicy.address, call));
    const facts = () =>
      Promise.all([
        governor.read.proposalRules([id]),
        governor.read.proposalDeadline([id]),
        governor.read.chamberTotal([id, 0]),
      ]);
    const before = await facts();

    await networkHelpers.time.increaseTo((await governor.read.proposalEta([changeId])) + 1n);
    await governor.write.execute([...argsOf(change)]);
    expect(await governor.read.votingPeriod()).to.equal(90n);
    await ruleBook.write.addRuleset([{ ...ORDINARY, majority: 5_500, delay: 3 }], timelock);
    await ruleBook.write.setClass(
      [{ target: mixturePolicy.address, selector: call.slice(0, 10) as Hex, class: 3 }],
      timelock,
    );
    const until = BigInt(await networkHelpers.time.latest()) + 1_000n;
    await identityRegistry.write.suspend([4n, until, 1n], await asCourt(commons));
    expect(await facts()).to.deep.equal(before);
  });

  it('slash, suspend or expel without a final ruling', async () => {
    const { commons, timelock } = await networkHelpers.loadFixture(open);
    const { operatorRegistry, identityRegistry, spotCheck, disputeCourt } = commons;
    const until = BigInt(await networkHelpers.time.latest()) + 100n;
    const [refusal, args] = ['AccessManagedUnauthorized', [timelock.account]] as const;
    await refuses(operatorRegistry.write.slash([5n, 10_000, 1n], timelock), operatorRegistry, refusal, [...args]);
    await refuses(operatorRegistry.write.hold([5n, Number(until)], timelock), operatorRegistry, refusal, [...args]);
    await refuses(identityRegistry.write.suspend([1n, until, 1n], timelock), identityRegistry, refusal, [...args]);
    await refuses(spotCheck.write.voidWork([5n, 1n], timelock), spotCheck, refusal, [...args]);
    await refuses(disputeCourt.write.resolveByChambers([1n, true], timelock), disputeCourt, 'WrongPhase', [1n, 0]);
    expect(await identityRegistry.read.isActive([1n])).to.equal(true);
  });

  it('amend the constitution: it has nothing to write with', async () => {
    const { commons } = await networkHelpers.loadFixture(open);
    expect(writersOf(commons.constitution.abi)).to.deep.equal([]);
    const opcodes = readOpcodes((await client.getCode({ address: commons.constitution.address })) as Hex);
    expect(opcodes.size).to.be.greaterThan(30);
    for (const opcode of [SSTORE, TSTORE, CALL, CALLCODE, DELEGATECALL, SELFDESTRUCT, ...CREATES]) {
      expect(opcodes.has(opcode), opcode.toString(16)).to.equal(false);
    }
    const governor = readOpcodes((await client.getCode({ address: commons.commonsGovernor.address })) as Hex);
    expect([SSTORE, CALL].every((it) => governor.has(it))).to.equal(true);
  });

  it('put other code behind the contracts that keep consent, logs, votes and stakes', async () => {
    const { commons } = await networkHelpers.loadFixture(open);
    for (const [name, { address }] of Object.entries(commons as unknown as Record<string, Written>)) {
      const opcodes = readOpcodes((await client.getCode({ address })) as Hex);
      for (const opcode of [CALLCODE, DELEGATECALL, SELFDESTRUCT]) {
        expect(opcodes.has(opcode), `${name} ${opcode.toString(16)}`).to.equal(false);
      }
    }
  });
});
