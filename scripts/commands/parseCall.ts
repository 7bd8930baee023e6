import { InvalidArgumentError } from 'commander';
import { type Abi, type AbiFunction, type AbiParameter, encodeFunctionData } from 'viem';
import type { Client } from '../../client/createClient.ts';
import type { Action } from '../../client/proposal.ts';
import { loadAbi } from '../../protocol/abi/abis.ts';
import { CONTRACT_NAMES } from '../../protocol/deployment.ts';

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
      if (!item) throw new InvalidArgumentError(`${contract} has no function ${name}.`);
      const typed = item.inputs.map((input, i) => fromJson(input, args[i]));
      const calldata = encodeFunctionData({ abi, functionName: name, args: typed });
      return { target: commons.endpoints.contracts[contract], calldata };
    }),
  );
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
  if (!Array.isArray(value)) throw new InvalidArgumentError('A list is missing among the arguments.');
  return value;
}
