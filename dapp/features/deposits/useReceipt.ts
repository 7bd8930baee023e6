import { useQuery } from '@tanstack/react-query';
import type { DepositReceipt } from '../../../protocol/receipts/depositReceipt.ts';
import { type Verdict, verifyDepositReceipt } from '../../../protocol/receipts/verifyDepositReceipt.ts';
import { useConfiguration } from '../../api/ConfigurationContext.tsx';
import { tryGates } from '../../api/tryGates.ts';
import { fetchReceipt } from './depositClient.ts';

export type CheckedReceipt = { readonly receipt: DepositReceipt; readonly verdict: Verdict | null };

/** Follows a receipt until it is anchored, and then checks its proof here, against the chain itself. */
export function useReceipt(id: string) {
  const { apiUrls, rpcUrl } = useConfiguration();
  return useQuery({
    queryKey: ['receipt', id],
    queryFn: async ({ signal }): Promise<CheckedReceipt> => {
      const receipt = await tryGates(apiUrls, (api) => fetchReceipt(api, id, signal));
      const verdict = receipt.inclusion ? await verifyDepositReceipt(receipt, rpcUrl) : null;
      return { receipt, verdict };
    },
    refetchInterval: ({ state }) => (state.data?.verdict ? false : 1000),
  });
}
