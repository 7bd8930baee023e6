import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';

/** Runs a verb when asked to, tells how it goes, and has what the index says looked at again afterwards. */
export function useAct<T, R>(act: (it: T) => Promise<R>): UseMutationResult<R, Error, T> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['index'] }),
  });
}
