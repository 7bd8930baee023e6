import { type Hex, zeroHash } from 'viem';
import type { CreditTree } from '../../protocol/work/creditTree.ts';
import type { Chain } from '../chain/chain.ts';
import { TransactionRefusedError } from '../chain/sender.ts';
import type { Storage } from '../storage/storage.ts';
import { createCreditRoots } from './creditRoots.ts';
import { createCreditReader } from './readCredits.ts';

export type CreditClaimerComponents = {
  readonly chain: Pick<Chain, 'read' | 'send' | 'events' | 'watch' | 'client'>;
  readonly storage: Pick<Storage, 'put' | 'get'>;
  readonly operatorId: bigint;
  readonly onTrouble?: (trouble: { readonly message: string; readonly cause: unknown }) => void;
};

export type CreditClaimer = {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Does what can be done now: check or defend the pending root, make it final, claim, post; safe to call again. */
  readonly advance: () => Promise<void>;
};

type Pending = {
  readonly root: Hex;
  readonly cutoff: number;
  readonly finalAt: number;
  readonly posterId: bigint;
  readonly demands: number;
};

/** Refusals that say that somebody else was faster, or that the clock was. */
const OVERTAKEN = [
  'RootPending',
  'NothingPending',
  'CutoffInvalid',
  'LeafNotInRoot',
  'DemandLate',
  'AlreadyDemanded',
  'NotDemanded',
  'NothingToClaim',
  'ClaimNotInRoot',
];

/**
 * Creates the service that turns verified work into compute credits. Whoever has unclaimed work posts a root over the
 * work of all; every node checks it, refutes a false row, demands its own row when it is missing, and shows rows that
 * others demand; after the window each operator claims its own.
 */
export function createCreditClaimer(components: CreditClaimerComponents, { pollMs = 1_000 } = {}): CreditClaimer {
  const { chain, operatorId: self, onTrouble } = components;
  const stopping = new AbortController();
  const { signal } = stopping;
  const reader = createCreditReader(chain);
  const roots = createCreditRoots({ ...components, reader });
  let checked: Hex = zeroHash;
  /** The newest block in which everything was done that could be. */
  let done: bigint | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;

  const read = <T>(functionName: string, args: readonly unknown[] = []) =>
    chain.read<T>({ contract: 'settlement', functionName, args });
  const send = (functionName: string, args: readonly unknown[] = []) =>
    chain.send({ contract: 'settlement', functionName, args });
  const claimed = () => chain.read<bigint>({ contract: 'contributionCredits', functionName: 'claimed', args: [self] });

  /** Checks a root once. @returns false when it was refuted */
  const check = async (pending: Pending, tree: CreditTree | null, now: number): Promise<boolean> => {
    if (checked === pending.root || pending.posterId === self) return true;
    for (const { operatorId } of tree?.rows ?? []) {
      const { row, proof } = tree?.find(operatorId) ?? {};
      if (!row || (await reader.isTrue(row, pending.cutoff))) continue;
      await send('refute', [row.operatorId, row.account, row.units, proof]);
      return false;
    }
    const isMissing = !tree?.find(self) && (await reader.unitsAt(self, pending.cutoff)) > 0n;
    checked = pending.root;
    if (isMissing && now < pending.finalAt) await send('demand');
    return true;
  };

  const showDemanded = async ({ root }: Pending, tree: CreditTree): Promise<void> => {
    const query = { contract: 'settlement', args: { root } } as const;
    const demanded = await chain.events<{ operatorId: bigint }>({ ...query, eventName: 'LeafDemanded' });
    const shown = await chain.events<{ operatorId: bigint }>({ ...query, eventName: 'LeafShown' });
    const isShown = (id: bigint) => shown.some(({ args }) => args.operatorId === id);
    for (const { args } of demanded) {
      const found = isShown(args.operatorId) ? null : tree.find(args.operatorId);
      if (found) await send('show', [found.row.operatorId, found.row.account, found.row.units, found.proof]);
    }
  };

  const test = async (pending: Pending, now: number): Promise<void> => {
    const tree = await roots.find(pending.root, pending.cutoff, signal);
    if (!(await check(pending, tree, now))) return;
    if (pending.demands > 0 && tree) await showDemanded(pending, tree);
    const isConcerned = pending.posterId === self || Boolean(tree?.find(self));
    if (now >= pending.finalAt && isConcerned) await send('finalise');
  };

  const claim = async (has: bigint): Promise<void> => {
    const call = { contract: 'contributionCredits', functionName: 'creditRoot' } as const;
    const [root, cutoff] = await chain.read<readonly [Hex, number]>(call);
    if (root === zeroHash || (await reader.unitsAt(self, cutoff)) <= has) return;
    const found = (await roots.find(root, cutoff, signal))?.find(self);
    if (!found || found.row.units <= has) return;
    const args = [self, found.row.account, found.row.units, found.proof];
    await chain.send({ contract: 'contributionCredits', functionName: 'claim', args });
  };

  const post = async (cutoff: number): Promise<void> => {
    if (cutoff <= (await read<number>('lastCutoff')) || (await read<boolean>('isBarred', [self]))) return;
    const made = await roots.make(cutoff);
    if (!made) return;
    checked = made.tree.root;
    await send('post', [cutoff, made.tree.root, made.uri]);
  };

  const work = async (): Promise<void> => {
    const block = await chain.client.getBlock();
    if (block.number === done) return;
    const now = Number(block.timestamp);
    const pending = await read<Pending>('pending');
    if (pending.root !== zeroHash) await test(pending, now);
    // Nothing can be credited any more at a time that lies before the newest block.
    const cutoff = now - 1;
    const has = await claimed();
    if ((await reader.unitsAt(self, cutoff)) > has) {
      await claim(has);
      if (pending.root === zeroHash && (await claimed()) < (await reader.unitsAt(self, cutoff))) await post(cutoff);
    }
    done = block.number;
  };
  const advance = (): Promise<void> => {
    running ??= work()
      .catch((cause: unknown) => {
        if (cause instanceof TransactionRefusedError && OVERTAKEN.includes(cause.errorName)) return;
        if (!signal.aborted) onTrouble?.({ message: 'credits were not settled yet', cause });
      })
      .finally(() => {
        running = null;
      });
    return running;
  };

  return {
    start: () => {
      roots.follow(signal);
      timer = setInterval(() => void advance(), pollMs);
    },
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
    advance,
  };
}
