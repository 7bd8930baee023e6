import { useQuery } from '@tanstack/react-query';
import { receipt as fetchReceipt } from '../../../client/receipt.ts';
import { verify } from '../../../client/verify.ts';
import type { DepositReceipt } from '../../../protocol/receipts/depositReceipt.ts';
import type { Verdict } from '../../../protocol/receipts/verifyDepositReceipt.ts';
import { useCommons } from '../../api/CommonsContext.tsx';

export type CheckedReceipt = { readonly receipt: DepositReceipt; readonly verdict: Verdict | null };

/** Follows a receipt until it is anchored, and then checks its proof here, against the chain itself. */
export function useReceipt(id: string) {
  const commons = useCommons();
  return useQuery({
    queryKey: ['receipt', id],
    queryFn: async ({ signal }): Promise<CheckedReceipt> => {
      const receipt = await fetchReceipt(commons, { id, signal });
      return { receipt, verdict: receipt.inclusion ? await verify(commons, receipt) : null };
    },
    refetchInterval: ({ state }) => (state.data?.verdict ? false : 1000),
  });
}
