import type { Hex } from 'viem';
import { decodeCreditList, encodeCreditList } from '../../protocol/blocks/creditList.ts';
import { fromContentUri, toContentUri } from '../../protocol/contentUri.ts';
import { buildCreditTree, type CreditTree } from '../../protocol/work/creditTree.ts';
import type { Chain } from '../chain/chain.ts';
import type { Storage } from '../storage/storage.ts';
import type { CreditReader } from './readCredits.ts';

type Posted = { readonly root: Hex; readonly cutoff: number; readonly uri: string };

/** The rows behind posted roots. */
export type CreditRoots = {
  /** Follows the roots that are posted, until the signal. */
  readonly follow: (signal: AbortSignal) => void;
  /** The tree of a root: as published, else made anew from the chain; null when neither leads to the root. */
  readonly find: (root: Hex, cutoff: number, signal: AbortSignal) => Promise<CreditTree | null>;
  /** Makes and publishes the tree at a cutoff; null when no work was credited. */
  readonly make: (cutoff: number) => Promise<{ readonly tree: CreditTree; readonly uri: string } | null>;
};

type Components = {
  readonly chain: Pick<Chain, 'watch'>;
  readonly storage: Pick<Storage, 'put' | 'get'>;
  readonly reader: CreditReader;
};

const FETCH_MS = 10_000;
/** The root under test and the final one; older ones are asked for by nobody. */
const KEPT = 4;

/** Creates what finds and makes trees of verified work. */
export function createCreditRoots({ chain, storage, reader }: Components): CreditRoots {
  const posted = new Map<Hex, Posted>();
  const trees = new Map<Hex, CreditTree>();
  const keep = (tree: CreditTree): CreditTree => {
    trees.set(tree.root, tree);
    const [oldest] = trees.keys();
    if (trees.size > KEPT && oldest) trees.delete(oldest);
    return tree;
  };
  const fetchTree = async (root: Hex, signal: AbortSignal): Promise<CreditTree | null> => {
    const uri = posted.get(root)?.uri;
    if (uri === undefined) return null;
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
    follow: (signal) =>
      chain.watch({
        contract: 'settlement',
        eventName: 'RootPosted',
        signal,
        onEvents: async (events) => {
          for (const { args } of events) {
            const it = args as unknown as Posted;
            posted.delete(it.root);
            posted.set(it.root, it);
            const [oldest] = posted.keys();
            if (posted.size > KEPT && oldest) posted.delete(oldest);
          }
        },
      }),
    find: async (root, cutoff, signal) => {
      const kept = trees.get(root);
      if (kept) return kept;
      const published = await fetchTree(root, signal);
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
