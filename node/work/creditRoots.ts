import type { Hex } from 'viem';
import { decodeCreditList, encodeCreditList } from '../../protocol/blocks/creditList.ts';
import { fromContentUri, toContentUri } from '../../protocol/contentUri.ts';
import { buildCreditTree, type CreditTree } from '../../protocol/work/creditTree.ts';
import type { Storage } from '../storage/storage.ts';
import type { PostedRoot } from './creditRootFold.ts';
import type { CreditReader } from './readCredits.ts';

type Wanted = Pick<PostedRoot, 'root' | 'cutoff' | 'uri'>;

/** The rows behind posted roots. */
export type CreditRoots = {
  /** The tree of a root: as published, else made anew from the chain; null when neither leads to the root. */
  readonly find: (posted: Wanted, signal: AbortSignal) => Promise<CreditTree | null>;
  /** Makes and publishes the tree at a cutoff; null when no work was credited. */
  readonly make: (cutoff: number) => Promise<{ readonly tree: CreditTree; readonly uri: string } | null>;
};

type Components = {
  readonly storage: Pick<Storage, 'put' | 'get'>;
  readonly reader: CreditReader;
};

const FETCH_MS = 10_000;
/** The root under test and the final one; older ones are asked for by nobody. */
const KEPT = 4;

/** Creates what finds and makes trees of verified work. */
export function createCreditRoots({ storage, reader }: Components): CreditRoots {
  const trees = new Map<Hex, CreditTree>();
  const keep = (tree: CreditTree): CreditTree => {
    trees.set(tree.root, tree);
    const [oldest] = trees.keys();
    if (trees.size > KEPT && oldest) trees.delete(oldest);
    return tree;
  };
  const fetchTree = async (uri: string, signal: AbortSignal): Promise<CreditTree | null> => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]);
    try {
      return buildCreditTree(decodeCreditList(await storage.get(fromContentUri(uri), { signal: limit })));
    } catch {
      signal.throwIfAborted();
      return null;
    }
  };
  const rebuild = async (cutoff: number): Promise<CreditTree | null> => {
    const rows = await reader.rowsAt(cutoff);
    return rows.length === 0 ? null : buildCreditTree(rows);
  };

  return {
    find: async ({ root, cutoff, uri }, signal) => {
      const kept = trees.get(root);
      if (kept) return kept;
      const published = await fetchTree(uri, signal);
      if (published?.root === root) return keep(published);
      const rebuilt = await rebuild(cutoff);
      return rebuilt?.root === root ? keep(rebuilt) : null;
    },
    make: async (cutoff) => {
      const tree = await rebuild(cutoff);
      if (!tree) return null;
      const cid = await storage.put(encodeCreditList(cutoff, tree.rows).bytes, 'dag-cbor');
      return { tree: keep(tree), uri: toContentUri(cid) };
    },
  };
}
