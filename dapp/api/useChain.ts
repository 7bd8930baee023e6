import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Chain } from '../../client/chain.ts';
import { useCommons } from './CommonsContext.tsx';

export type ChainQuery<T> = {
  /** Names the answer in the cache. */
  readonly key: readonly (string | number)[];
  readonly read: (chain: Chain) => Promise<T>;
  /** Milliseconds between looks; never again unless told. */
  readonly every?: number;
};

/** Keeps what the chain itself says fresh. */
export function useChain<T>({ key, read, every }: ChainQuery<T>): UseQueryResult<T> {
  const { chain } = useCommons();
  return useQuery({
    queryKey: ['chain', ...key],
    queryFn: () => read(chain),
    ...(every === undefined ? {} : { refetchInterval: every }),
  });
}
