import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Abi, Address, Hex } from 'viem';
import { useConfig, useConnection } from 'wagmi';
import { simulateContract, waitForTransactionReceipt, writeContract } from 'wagmi/actions';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { useConfiguration } from '../api/ConfigurationContext.tsx';

export type Call = {
  readonly address: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args: readonly unknown[];
};

/** Tries a call, has the wallet send it, and waits until the chain took it. Refusals of the rules come first. */
export function useSend() {
  const { chainId } = useConfiguration();
  const { address: account } = useConnection();
  const config = useConfig();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (call: Call): Promise<Hex> => {
      if (!account) throw new BaseError('No wallet is connected.', { hint: 'Connect one first.' });
      await simulateContract(config, { ...call, account, chainId });
      const hash = await writeContract(config, { ...call, account, chainId });
      const receipt = await waitForTransactionReceipt(config, { hash, chainId });
      if (receipt.status !== 'success') throw new CallRevertedError(call.functionName, hash);
      return hash;
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['index'] }),
  });
}

export class CallRevertedError extends BaseError {
  override readonly name = 'CallRevertedError';
  override readonly kind = 'refused';
  constructor(functionName: string, transaction: Hex) {
    super('The chain refused the transaction.', {
      values: { functionName, transaction },
      hint: 'The state changed meanwhile. Look again, then try again.',
    });
  }
}
