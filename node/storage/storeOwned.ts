import type { CID } from 'multiformats/cid';
import type { Journal } from '../journal/journal.ts';
import type { Storage } from './storage.ts';

type Parts = { readonly storage: Pick<Storage, 'put' | 'has'>; readonly journal: Pick<Journal, 'commit'> };
type Bytes = { readonly bytes: Uint8Array; readonly codec: 'raw' | 'dag-cbor' };

/**
 * Stores blocks and has them owned, which `own` writes in one commit. A block that somebody deleted between the two is
 * stored again: it is owned by then, and stays.
 */
export async function storeOwned<T>(
  { storage, journal }: Parts,
  blocks: readonly Bytes[],
  own: (cids: readonly CID[]) => T,
): Promise<T> {
  const putAll = () => Promise.all(blocks.map(({ bytes, codec }) => storage.put(bytes, codec)));
  const cids = await putAll();
  const result = await journal.commit(() => own(cids));
  const held = await Promise.all(cids.map((cid) => storage.has(cid)));
  if (held.includes(false)) await putAll();
  return result;
}
