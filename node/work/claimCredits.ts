import { type Hex, zeroHash } from 'viem';
import type { CreditTree } from '../../protocol/work/creditTree.ts';
import type { Chain } from '../chain/chain.ts';
import type { Follower } from '../chain/follower.ts';
import { isRefusedWith, type Refusals } from '../chain/refusals.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { Storage } from '../storage/storage.ts';
import type { OnTrouble } from '../trouble.ts';
import type { CreditBook, PostedRoot } from './creditRootFold.ts';
import { createCreditRoots } from './creditRoots.ts';
import type { OwnWork } from './ownWorkFold.ts';
import { createCreditReader } from './readCredits.ts';

export type CreditClaimerComponents = {
  readonly chain: Pick<Chain, 'read' | 'send'>;
  readonly follower: Pick<Follower, 'head'>;
  readonly book: Omit<CreditBook, 'fold'>;
  readonly work: Pick<OwnWork, 'changes'>;
  readonly storage: Pick<Storage, 'put' | 'get'>;
  readonly operatorId: bigint;
  readonly onTrouble: OnTrouble;
};

/** Refusals that say that somebody else was faster, or that the clock was. */
const OVERTAKEN = {
  settlement: [
    'RootPending',
    'NothingPending',
    'CutoffInvalid',
    'LeafNotInRoot',
    'DemandLate',
    'AlreadyDemanded',
    'NotDemanded',
  ],
  contributionCredits: ['NothingToClaim', 'ClaimNotInRoot'],
} satisfies Refusals;

/** Looks without news, in case a list of credits was out of reach. */
const LOOK_SECONDS = 600;

/**
 * Creates the duty that turns verified work into compute credits. Whoever has unclaimed work posts a root over the
 * work of all; every node checks it, refutes a false row, demands its own row when it is missing, and shows rows that
 * others demand; after the window each operator claims its own.
 */
export function createCreditClaimer(components: CreditClaimerComponents, { pollMs = 1_000 } = {}): Duty {
  const { chain, follower, book, work, storage, operatorId: self, onTrouble } = components;
  const reader = createCreditReader(chain, book.credited);
  const roots = createCreditRoots({ storage, reader });
  let checked: Hex = zeroHash;

  const claimed = () => chain.read({ contract: 'contributionCredits', functionName: 'claimed', args: [self] });

  /** Checks a root once. @returns false when it was refuted */
  const check = async (pending: PostedRoot, tree: CreditTree | null, now: number): Promise<boolean> => {
    if (checked === pending.root || pending.posterId === Number(self)) return true;
    for (const { operatorId } of tree?.rows ?? []) {
      const found = tree?.find(operatorId);
      if (!found || (await reader.isTrue(found.row, pending.cutoff))) continue;
      await chain.send({ contract: 'settlement', functionName: 'refute', args: toArgs(found) });
      return false;
    }
    const isMissing = !tree?.find(self) && (await reader.unitsAt(self, pending.cutoff)) > 0n;
    checked = pending.root;
    if (isMissing && now < pending.finalAt) await chain.send({ contract: 'settlement', functionName: 'demand' });
    return true;
  };

  const test = async (pending: PostedRoot, now: number, signal: AbortSignal): Promise<void> => {
    const tree = await roots.find(pending, signal);
    if (!(await check(pending, tree, now))) return;
    for (const operatorId of book.demanded()) {
      const found = tree?.find(operatorId);
      if (found) await chain.send({ contract: 'settlement', functionName: 'show', args: toArgs(found) });
    }
    const isConcerned = pending.posterId === Number(self) || Boolean(tree?.find(self));
    if (now >= pending.finalAt && isConcerned) await chain.send({ contract: 'settlement', functionName: 'finalise' });
  };

  const claim = async (has: bigint, signal: AbortSignal): Promise<void> => {
    const final = book.final();
    if (!final || (await reader.unitsAt(self, final.cutoff)) <= has) return;
    const found = (await roots.find(final, signal))?.find(self);
    if (!found || found.row.units <= has) return;
    await chain.send({ contract: 'contributionCredits', functionName: 'claim', args: toArgs(found) });
  };

  const post = async (cutoff: number): Promise<void> => {
    if (cutoff <= (book.final()?.cutoff ?? 0) || book.isBarred(Number(self))) return;
    const made = await roots.make(cutoff);
    if (!made) return;
    checked = made.tree.root;
    await chain.send({ contract: 'settlement', functionName: 'post', args: [cutoff, made.tree.root, made.uri] });
  };

  const takeDue = async (now: number, signal: AbortSignal): Promise<void> => {
    const pending = book.pending();
    if (pending) await test(pending, now, signal);
    // Nothing can be credited any more at a time that lies before the newest block.
    const cutoff = now - 1;
    const has = await claimed();
    if ((await reader.unitsAt(self, cutoff)) <= has) return;
    await claim(has, signal);
    if (!pending && (await claimed()) < (await reader.unitsAt(self, cutoff))) await post(cutoff);
  };

  let heard = '';
  let heardAt = 0;
  let seen = '';
  let dueAt = 0;
  let tried = -1n;
  /** Without news there is little to do before a pending root can be made final. */
  const takeNews = async (signal: AbortSignal): Promise<void> => {
    const head = follower.head();
    const now = Number(head.timestamp);
    const news = `${book.changes()} ${work.changes()}`;
    if (news !== heard) [heard, heardAt] = [news, now];
    if (head.number === tried || (news === seen && now < dueAt)) return;
    tried = head.number;
    try {
      await takeDue(now, signal);
    } catch (cause) {
      if (isRefusedWith(cause, OVERTAKEN)) return;
      throw cause;
    }
    seen = news;
    const finalAt = book.pending()?.finalAt ?? 0;
    // What was credited in this second counts from the next one on, and several blocks may share a second.
    dueAt = heardAt === now ? now + 1 : finalAt > now ? finalAt : now + LOOK_SECONDS;
  };
  return createDuty({ name: 'claiming credits', every: pollMs, work: takeNews, onTrouble });
}

function toArgs({ row, proof }: NonNullable<ReturnType<CreditTree['find']>>) {
  return [row.operatorId, row.account, row.units, proof] as const;
}
