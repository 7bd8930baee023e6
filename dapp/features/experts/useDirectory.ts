import { useQuery } from '@tanstack/react-query';
import { useConfiguration } from '../../api/ConfigurationContext.tsx';
import { requestJson } from '../../api/requestJson.ts';
import { tryGates } from '../../api/tryGates.ts';
import { directorySchema } from './directory.ts';

/** Who is in the mesh right now, as a gate sees it. */
export function useDirectory() {
  const { apiUrls } = useConfiguration();
  return useQuery({
    queryKey: ['directory'],
    queryFn: ({ signal }) =>
      tryGates(apiUrls, (api) => requestJson(`${api}/v1/directory`, directorySchema, { signal })),
    refetchInterval: 2000,
  });
}
