import { useQuery } from '@tanstack/react-query';
import { directory } from '../../../client/directory.ts';
import { useCommons } from '../../api/CommonsContext.tsx';

/** Who is in the mesh right now, as a gate sees it. */
export function useDirectory() {
  const commons = useCommons();
  return useQuery({
    queryKey: ['directory'],
    queryFn: ({ signal }) => directory(commons, { signal }),
    refetchInterval: 2000,
  });
}
