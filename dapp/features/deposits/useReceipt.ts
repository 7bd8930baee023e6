import { useQuery } from '@tanstack/react-query';
import { receipt as fetchReceipt } from '../../../client/receipt.ts';
import type { DepositReceipt } from '../../../protocol/receipts/depositReceipt.ts';
import type { ReceiptCheck } from '../../../protocol/receipts/verifyDepositReceipt.ts';
import { useCommons } from '../../api/CommonsContext.tsx';

export type CheckedReceipt = { readonly receipt: DepositReceipt; readonly verdict: ReceiptCheck | null };

/** Follows a receipt until it is anchored, and then checks its proof here, against the chain itself. */
export function useReceipt(id: string) {
  const commons = useCommons();
  return useQuery({
    queryKey: ['receipt', id],
    queryFn: async ({ signal }): Promise<CheckedReceipt> => {
      const receipt = await fetchReceipt(commons, { id, signal });
      if (!receipt.inclusion) return { receipt, verdict: null };
      // Loaded with the first proof: recovering signers is the largest part of this screen.
      const { verify } = await import('../../../client/verify.ts');
      return { receipt, verdict: await verify(commons, receipt, { id }) };
    },
    refetchInterval: ({ state }) => (state.data?.verdict ? false : 1000),
  });
}
