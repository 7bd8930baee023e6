import { expect } from 'chai';
import { type Abi, type AbiFunction, type Address, encodeFunctionData, type Hex, toFunctionSelector } from 'viem';
import type { ContractName } from '../../../protocol/deployment.ts';
import { CLASSES, RIGHTS } from '../../../scripts/deploy/modules/authority.ts';
import * as d from './decisions.ts';
import * as k from './kit.ts';
import { OWNERS, opened, PEOPLE } from './world.ts';

const REFUSED = toFunctionSelector('AccessManagedUnauthorized(address)');
const STRANGER = k.addressOf(9_001);
const WORD = '0'.repeat(64);

/** Every function that only a vote reaches, and the class of that vote. */
const VOTED: Readonly<Record<string, number>> = {
  'attesterQuorum.replaceAttester': 3,
  'commonsPool.raiseMinimum': 3,
  'commonsPool.setFloor': 1,
  'commonsPool.setReserve': 0,
  'depositLog.reopen': 3,
  'disputeCourt.resolveByChambers': 2,
  'guardian.renew': 3,
  'identityRegistry.discredit': 2,
  'identityRegistry.setScheme': 3,
  'mixturePolicy.adopt': 1,
  'mixturePolicy.adoptPlan': 1,
  'ruleBook.addRuleset': 3,
  'ruleBook.setClass': 3,
  'workLedger.admit': 2,
};

/** Functions of the governor and its agenda that only a vote reaches, by another guard. */
const OWN: Readonly<Record<string, number>> = {
  'agenda.setSponsorship': 2,
  'commonsGovernor.setLateQuorumVoteExtension': 2,
  'commonsGovernor.setVotingDelay': 2,
  'commonsGovernor.setVotingPeriod': 2,
};

type Write = { readonly name: ContractName; readonly address: Address; readonly it: AbiFunction };

const writesOf = (c: k.Commons): readonly Write[] =>
  (Object.keys(c) as (keyof k.Commons & ContractName)[]).flatMap((name) =>
    (c[name].abi as Abi)
      .filter((it): it is AbiFunction => it.type === 'function' && /payable/.test(it.stateMutability))
      .map((it) => ({ name, address: c[name].address, it })),
  );

/** A call whose arguments decode to nothing: each static part is 0, each dynamic one empty. */
const emptyCall = (it: AbiFunction): Hex => `${toFunctionSelector(it)}${headOf(it.inputs)}` as Hex;

function headOf(inputs: AbiFunction['inputs']): string {
  // All offsets lead to the one zero word behind the head, an empty list or string.
  const words = inputs.flatMap((input) => wordsOf(input as Input));
  const end = (words.length * 32).toString(16).padStart(64, '0');
  return words.map((word) => (word === 'offset' ? end : WORD)).join('') + WORD.repeat(12);
}

type Input = { readonly type: string; readonly components?: readonly Input[] };

function wordsOf({ type, components = [] }: Input): readonly ('zero' | 'offset')[] {
  const fixed = /\[(\d+)\]$/.exec(type);
  if (type.endsWith('[]') || type === 'bytes' || type === 'string') return ['offset'];
  const inner: readonly ('zero' | 'offset')[] = components.length > 0 ? components.flatMap(wordsOf) : ['zero'];
  if (inner.includes('offset')) return ['offset'];
  return fixed ? Array.from({ length: Number(fixed[1]) }, () => inner).flat() : inner;
}

/** First four bytes of what a call reverts with, or 'ok'. */
async function answerTo(from: Address, to: Address, data: Hex): Promise<string> {
  try {
    await k.client.call({ account: from, to, data });
    return 'ok';
  } catch (error) {
    const raw = /0x[0-9a-f]{8,}/i.exec(
      JSON.stringify((error as { walk?: () => { data?: unknown } }).walk?.()?.data) ?? '',
    );
    const text = raw?.[0] ?? (error as Error).message;
    return text.startsWith('0x') ? text.slice(0, 10) : text;
  }
}

const isRefused = async (from: Address, { address, it }: Write) =>
  (await answerTo(from, address, emptyCall(it))) === REFUSED;

describe('Production genesis > authority', function () {
  this.timeout(600_000);

  it('restricts exactly the functions of its tables, each to its holders or to a vote of its class', async () => {
    const c = await k.loadFixture(opened);
    const restricted: Write[] = [];
    for (const write of writesOf(c)) if (await isRefused(STRANGER, write)) restricted.push(write);
    const nameOf = ({ name, it }: Write) => `${name}.${it.name}`;
    const known = restricted.filter(({ it }) => it.name !== 'setAuthority').map(nameOf);
    const rights = new Map(RIGHTS.map((it) => [`${it.target}.${it.signature.split('(')[0]}`, it.holders]));
    expect(known.sort()).to.deep.equal([...Object.keys(VOTED), ...rights.keys()].sort());

    const callers = Object.entries(c).map(([name, { address }]) => ({ name: name as ContractName, address }));
    for (const write of restricted) {
      if (write.it.name === 'setAuthority') continue;
      const holders = rights.get(nameOf(write)) ?? ['timelockController'];
      const accepted: string[] = [];
      for (const { name, address } of callers) if (!(await isRefused(address, write))) accepted.push(name);
      expect(accepted.sort(), nameOf(write)).to.deep.equal([...holders].sort());
    }
  });

  it('asks the class of an explicit table for every call that a vote reaches', async () => {
    const c = await k.loadFixture(opened);
    const listed = { ...VOTED, ...OWN };
    for (const { name, address, it } of writesOf(c)) {
      const kind = await c.ruleBook.read.classOf([address, toFunctionSelector(it)]);
      expect(kind, `${name}.${it.name}`).to.equal(listed[`${name}.${it.name}`] ?? 3);
    }
    expect(CLASSES.map((it) => `${it.target}.${it.signature.split('(')[0]}`).sort()).to.deep.equal(
      Object.keys(listed)
        .filter((it) => listed[it] !== 3)
        .sort(),
    );
    const outsider = await c.ruleBook.read.classOf([STRANGER, '0x12345678']);
    expect(outsider, 'what nobody classified').to.equal(3);
  });

  it('gives nobody a way to move a right: not an account, not the deployer, not the timelock (G9)', async () => {
    const c = await k.loadFixture(opened);
    const [deployer] = await k.viem.getWalletClients();
    const actors = [STRANGER, deployer!.account.address, c.timelockController.address, c.commonsGovernor.address];
    const table = await c.authority.read.table();
    const role = `0x${WORD}` as Hex;
    const unauthorized = 'AccessControlUnauthorizedAccount(address,bytes32)';
    const attempts = [
      [c.timelockController, 'grantRole', [role, STRANGER], unauthorized],
      [c.timelockController, 'revokeRole', [role, c.commonsGovernor.address], unauthorized],
      [c.timelockController, 'updateDelay', [1n], 'DelayFixed()'],
      [c.commonsGovernor, 'updateTimelock', [STRANGER], 'TimelockFixed()'],
      [c.commonsGovernor, 'relay', [STRANGER, 0n, '0x'], 'RelayDisabled()'],
      [c.ruleBook, 'bind', [[]], 'BindingClosed(address)'],
    ] as const;
    const managed = writesOf(c).filter(({ it }) => it.name === 'setAuthority');
    expect(managed.length > 10).to.equal(true);
    for (const from of actors) {
      for (const [contract, functionName, args, error] of attempts) {
        const data = encodeFunctionData({ abi: contract.abi as Abi, functionName, args });
        const answer = await answerTo(from, contract.address, data);
        expect(answer, `${functionName} by ${from}`).to.equal(toFunctionSelector(error));
      }
      const bind = encodeFunctionData({ abi: c.authority.abi, functionName: 'bind', args: [[], STRANGER] });
      expect(await answerTo(from, c.authority.address, bind)).to.be.oneOf(
        ['NotDeployer(address)', 'AlreadyBound()'].map((it) => toFunctionSelector(it)),
      );
      for (const { name, address, it } of managed) {
        const data = encodeFunctionData({ abi: [it], functionName: 'setAuthority', args: [STRANGER] });
        expect(await answerTo(from, address, data), `${name}.setAuthority by ${from}`).to.equal(REFUSED);
      }
    }
    const schedule = encodeFunctionData({
      abi: c.timelockController.abi,
      functionName: 'schedule',
      args: [STRANGER, 0n, '0x', role, role, 10n ** 9n],
    });
    for (const from of actors.slice(0, 3)) {
      const answer = await answerTo(from, c.timelockController.address, schedule);
      expect(answer, `schedule by ${from}`).to.equal(toFunctionSelector(unauthorized));
    }
    expect(await c.authority.read.table()).to.deep.equal(table);
    expect(
      c.authority.abi.filter((it) => it.type === 'function' && it.stateMutability === 'nonpayable').length,
    ).to.equal(1);
  });

  it('stands after a unanimous vote for another timelock, in both readings (G9)', async () => {
    const c = await k.loadFixture(opened);
    const governor = c.commonsGovernor;
    const call = encodeFunctionData({ abi: governor.abi, functionName: 'updateTimelock', args: [STRANGER] });
    const everybody = [...PEOPLE, ...OWNERS];
    const decided = d.decide(c, d.callTo(governor.address, call, 'another timelock'), everybody, PEOPLE.slice(0, 5));
    expect(await k.outcome(decided)).to.equal('TimelockFixed');
    await d.decide(c, d.callOf[1](c, 'a later decision'), everybody, [11, 12, 13, 14, 15]);
    expect((await c.mixturePolicy.read.current())[1][0]).to.equal(1_300);
  });
});
