import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { type IndexQuestion, queryIndex } from '../../client/queryIndex.ts';
import { useCommons } from './CommonsContext.tsx';

export type IndexQuery<T> = Omit<IndexQuestion<T>, 'signal'> & {
  /** Names the answer in the cache; variables are added to it. */
  readonly key: string;
  readonly enabled?: boolean;
  /** Milliseconds between looks; 3000 unless told. */
  readonly every?: number;
};

/** Keeps the answer to a question to the index fresh. */
export function useIndex<T>(question: IndexQuery<T>): UseQueryResult<T> {
  const { graphqlUrl } = useCommons().endpoints;
  const { key, query, schema, variables = {}, enabled = true, every = 3000 } = question;
  return useQuery({
    queryKey: ['index', key, variables],
    queryFn: ({ signal }) => queryIndex(graphqlUrl, { query, schema, variables, signal }),
    refetchInterval: every,
    enabled,
  });
}

/** Runs a verb when asked to, tells how it goes, and has what the index says looked at again afterwards. */
export function useAct<T, R>(act: (it: T) => Promise<R>): UseMutationResult<R, Error, T> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['index'] }),
  });
}
