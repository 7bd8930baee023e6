import { decodeErrorResult, type Hex } from 'viem';
import { loadAbi } from '../abi/abis.ts';
import { CONTRACT_NAMES } from '../deployment.ts';
import type { Refusal } from './refusals.ts';

/** viem's ContractFunctionRevertedError, as far as it is needed here. */
type Reverted = {
  readonly name: string;
  readonly data?: { readonly errorName: string; readonly args?: readonly unknown[] };
  readonly raw?: Hex;
  readonly reason?: string;
};

/**
 * The refusal of a contract inside an error of viem, however deep it lies; null when there is none. An error that comes
 * from a contract behind the called one is not in that one's ABI, so it is looked for in all of ours.
 */
export async function decodeRefusal(error: unknown): Promise<Refusal | null> {
  const reverted = findReverted(error);
  if (!reverted) return null;
  const { data, raw, reason } = reverted;
  if (data) return { name: data.errorName, args: data.args ?? [] };
  const foreign = raw && raw.length >= 10 ? await decodeForeign(raw) : null;
  if (foreign) return foreign;
  return { name: 'Error', args: [reason ?? (raw && raw !== '0x' ? `error ${raw.slice(0, 10)}` : 'no reason given')] };
}

function findReverted(error: unknown): Reverted | null {
  let current = error;
  for (let depth = 0; depth < 12 && typeof current === 'object' && current !== null; depth += 1) {
    if ((current as Error).name === 'ContractFunctionRevertedError') return current as Reverted;
    current = (current as Error).cause;
  }
  return null;
}

async function decodeForeign(data: Hex): Promise<Refusal | null> {
  for (const name of CONTRACT_NAMES) {
    const abi = await loadAbi[name]();
    try {
      const { errorName, args } = decodeErrorResult({ abi, data });
      return { name: errorName, args: args ?? [] };
    } catch {
      // Not one of this contract's errors.
    }
  }
  return null;
}
