import { blockPath } from '../../protocol/http/blocks.ts';
import { toCid } from '../ui/toCid.ts';
import { useCommons } from './CommonsContext.tsx';

/** Where a gate serves what an identifier names; undefined for anything that names no content. */
export function useContentLink(): (value: string) => string | undefined {
  const [gate] = useCommons().endpoints.apiUrls;
  return (value) => {
    const cid = toCid(value);
    return cid && gate ? `${gate}${blockPath(cid)}` : undefined;
  };
}
