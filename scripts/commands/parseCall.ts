import { InvalidArgumentError } from 'commander';
import { type Abi, type AbiFunction, type AbiParameter, encodeFunctionData, type Hex } from 'viem';
import type { Client } from '../../client/createClient.ts';
import type { Action } from '../../client/proposal.ts';
import { loadAbi } from '../../protocol/abi/abis.ts';
import { CONTRACT_NAMES } from '../../protocol/deployment.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';

/** A call by names, with its arguments as JSON has them. */
type NamedCall = {
  readonly contract: (typeof CONTRACT_NAMES)[number];
  readonly name: string;
  readonly args: unknown[];
};

/** Reads `contract.function [arguments]`, such as `commonsPool.setFloor [2000]`; numbers too large for JSON are strings. */
export function parseCall(value: string, before: readonly NamedCall[] = []): readonly NamedCall[] {
  const [, contractName, name = '', json = '[]'] = /^\s*(\w+)\.(\w+)\s*(\[.*\])?\s*$/s.exec(value) ?? [];
  const contract = CONTRACT_NAMES.find((it) => it === contractName);
  if (!contract) throw new InvalidArgumentError('A call looks like commonsPool.setFloor [2000].');
  try {
    return [...before, { contract, name, args: JSON.parse(json) }];
  } catch {
    throw new InvalidArgumentError(`The arguments of ${contract}.${name} are not JSON.`);
  }
}

/** What a proposal would do, from calls by names. */
export async function toActions(commons: Client, calls: readonly NamedCall[]): Promise<readonly Action[]> {
  return Promise.all(
    calls.map(async ({ contract, name, args }) => {
      const abi: Abi = await loadAbi[contract]();
      const item = abi.find((it): it is AbiFunction => it.type === 'function' && it.name === name);
      if (!item) throw new BadCallError(`${contract}.${name}`, 'there is no such function');
      return { target: commons.endpoints.contracts[contract], calldata: encode(`${contract}.${name}`, item, args) };
    }),
  );
}

function encode(call: string, item: AbiFunction, args: readonly unknown[]): Hex {
  try {
    const typed = item.inputs.map((input, i) => fromJson(input, args[i]));
    return encodeFunctionData({ abi: [item], functionName: item.name, args: typed });
  } catch (cause) {
    const inputs = item.inputs.map(({ type, name }) => `${type} ${name}`).join(', ');
    throw new BadCallError(call, `its arguments are: ${inputs || 'none'}`, cause);
  }
}

/** A JSON value as viem takes it for a parameter: numbers above 48 bits are bigints, structs are objects or lists. */
function fromJson(
  parameter: AbiParameter & { readonly components?: readonly AbiParameter[] },
  value: unknown,
): unknown {
  const [, element] = /^(.*)\[\d*\]$/.exec(parameter.type) ?? [];
  if (element !== undefined) return asList(value).map((it) => fromJson({ ...parameter, type: element }, it));
  const [, bits] = /^u?int(\d+)$/.exec(parameter.type) ?? [];
  if (bits !== undefined) return Number(bits) > 48 ? BigInt(value as string | number) : Number(value);
  if (parameter.type !== 'tuple') return value;
  const named = (value ?? {}) as Readonly<Record<string, unknown>>;
  const fields = (parameter.components ?? []).map((it, i) => [it.name, fromJson(it, named[it.name ?? ''] ?? named[i])]);
  return Object.fromEntries(fields);
}

function asList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('not a list');
  return value;
}

/** A call that is to be voted on does not fit its contract. */
export class BadCallError extends BaseError {
  override readonly name = 'BadCallError';
  override readonly kind = 'invalid';
  constructor(call: string, reason: string, cause?: unknown) {
    super(`The call ${call} cannot be made: ${reason}.`, { cause });
  }
}
