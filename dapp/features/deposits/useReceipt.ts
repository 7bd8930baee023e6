import { useQuery } from '@tanstack/react-query';
import { useCommons } from '../../api/CommonsContext.tsx';
import { fetchChecked } from './fetchChecked.ts';

/** Follows a receipt until it is anchored, and then its check. */
export function useReceipt(id: string) {
  const commons = useCommons();
  return useQuery({
    queryKey: ['receipt', id],
    queryFn: ({ signal }) => fetchChecked(commons, { id, signal }),
    refetchInterval: ({ state }) => (state.data?.verdict ? false : 1000),
  });
}
