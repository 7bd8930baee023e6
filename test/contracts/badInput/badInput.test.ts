import { expect } from 'chai';
import {
  type Abi,
  type AbiFunction,
  type Address,
  decodeErrorResult,
  encodeFunctionData,
  type Hex,
  toFunctionSignature,
} from 'viem';
import { ANA, addressAt, type Commons, NORTH, networkHelpers, provider, STRANGER } from '../commons.ts';
import { argumentsOf, KINDS, type Kind } from './arguments.ts';
import { deployBusy } from './deployBusy.ts';

/** All but its delay is OpenZeppelin's own. */
const NOT_OURS = new Set(['timelockController']);
const CALLERS = { stranger: STRANGER, member: ANA, operator: NORTH };
/** The reader that `check` calls in order to give its empty refusal a name; see the contract. */
const RAW = 'attesterQuorum.decode';
/** Steps that are due, and that anybody may take: they choose nothing. Batches take what is true and skip the rest. */
const OPEN_TO_ALL = [
  'agenda.sponsorBySig',
  'beacon.close',
  'consentRegistry.changeTierMany',
  'consentRegistry.withdrawMany',
  'identityRegistry.lapse',
  'modelRegistry.drawSeed',
  'spotCheck.settle',
  'stewardshipBoard.openElection',
];
/** Half of a block. No call with bad arguments may cost more, whatever their length. */
const GAS = 15_000_000n;

type Written = { readonly abi: Abi; readonly address: Address };

describe('Bad input', () => {
  it('meets a named error or does nothing wrong, in every function of every contract', async () => {
    const commons = await networkHelpers.loadFixture(deployBusy);
    const key = await keyOfAudit(commons);
    const contracts = Object.entries(commons as unknown as Record<string, Written>);
    const errors = contracts.flatMap(([, { abi }]) => abi.filter((it) => it.type === 'error'));
    const unnamed: string[] = [];
    let calls = 0;
    for (const [name, { abi, address }] of contracts) {
      if (NOT_OURS.has(name)) continue;
      for (const entry of abi.filter((it) => it.type === 'function')) {
        if (`${name}.${entry.name}` === RAW) continue;
        for (const kind of KINDS) {
          for (const [caller, index] of Object.entries(CALLERS)) {
            const data = encodeFunctionData({ abi: [entry], args: badArguments(entry, kind, key) as never });
            const revert = await revertOf(addressAt(index), address, data);
            calls += 1;
            if (revert === null || isNamed(errors, revert)) continue;
            unnamed.push(`${name}.${toFunctionSignature(entry)} with ${kind} arguments by a ${caller}: ${revert}`);
          }
        }
      }
    }
    expect(unnamed, unnamed.join('\n')).to.deep.equal([]);
    expect(calls).to.be.greaterThan(1_000);
  });

  it('lets a stranger write only where everybody may', async () => {
    const commons = await networkHelpers.loadFixture(deployBusy);
    const key = await keyOfAudit(commons);
    const contracts = Object.entries(commons as unknown as Record<string, Written>);
    const open = new Set<string>();
    for (const [name, { abi, address }] of contracts) {
      if (NOT_OURS.has(name)) continue;
      for (const entry of writersOf(abi)) {
        for (const kind of KINDS) {
          const data = encodeFunctionData({ abi: [entry], args: badArguments(entry, kind, key) as never });
          const revert = await revertOf(addressAt(STRANGER), address, data);
          if (revert === null) open.add(`${name}.${entry.name}`);
        }
      }
    }
    expect([...open].sort()).to.deep.equal(OPEN_TO_ALL);
  });
});

/** An audit is known by a hash, which no small number is: half of the kinds name the one there is. */
function badArguments(entry: AbiFunction, kind: Kind, key: Hex): readonly unknown[] {
  const all = argumentsOf(entry.inputs, kind);
  if (kind === 'zero' || kind === 'foreign') return all;
  const isKey = (at: number) => entry.inputs[at]?.name === 'key' && entry.inputs[at].type === 'bytes32';
  return all.map((it, at) => (isKey(at) ? key : it));
}

async function keyOfAudit({ spotCheck }: Commons): Promise<Hex> {
  const [drawn] = await spotCheck.getEvents.AuditDrawn({}, { fromBlock: 0n });
  return drawn?.args.key as Hex;
}

function writersOf(abi: Abi): readonly AbiFunction[] {
  return abi.filter((it) => it.type === 'function').filter((it) => !['view', 'pure'].includes(it.stateMutability));
}

/** What a call is refused with, or null when it goes through. An empty refusal is `0x`. */
async function revertOf(from: Address, to: Address, data: Hex): Promise<Hex | null> {
  try {
    await provider.request({
      method: 'eth_call',
      params: [{ from, to, data, gas: `0x${GAS.toString(16)}` }, 'latest'],
    });
    return null;
  } catch (refused) {
    return dataOf(refused);
  }
}

function dataOf(refused: unknown): Hex {
  for (let it = refused as { data?: unknown; cause?: unknown } | undefined; it; it = it.cause as typeof it) {
    const found = typeof it.data === 'string' ? it.data : (it.data as { data?: string } | undefined)?.data;
    if (found?.startsWith('0x')) return found as Hex;
  }
  throw refused;
}

function isNamed(errors: Abi, revert: Hex): boolean {
  try {
    return !['Panic', 'Error'].includes(decodeErrorResult({ abi: errors, data: revert }).errorName);
  } catch {
    return false;
  }
}
