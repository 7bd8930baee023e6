import { CID } from 'multiformats/cid';
import { epochAt } from '../../protocol/work/epoch.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { Journal } from '../journal/journal.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { Storage } from '../storage/storage.ts';
import type { OnTrouble } from '../trouble.ts';

/** Drops some of what is settled, and says how much; MOST of it when there may be more. */
type Rule = (nowMs: number) => Promise<number>;

const EVERY_MS = 600_000;
/** Rows that one commit drops: longer ones would hold up answers. */
const MOST = 500;

/** Creates the duty that drops what is settled, by one rule after the other; one that fails holds up none of the others. */
export function createPruner(options: {
  readonly rules: readonly Rule[];
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onTrouble: OnTrouble;
}): Duty {
  const { rules, now, onTrouble } = options;
  const work = async (): Promise<boolean> => {
    const dropped = await Promise.allSettled(rules.map((rule) => rule(now())));
    const failed = dropped.find((it) => it.status === 'rejected');
    if (failed) throw failed.reason;
    return dropped.some((it) => it.status === 'fulfilled' && it.value === MOST);
  };
  return createDuty({ name: 'dropping what is settled', every: EVERY_MS, work, onTrouble });
}

/** What goes by epochs: drops so many rows at most of those before one, and says how many. */
type Prunable = { readonly prune: (epoch: number, most: number) => Promise<number> };

/**
 * The rule for receipts, own ones and those that a gate has seen: they go when nobody can dispute them any more. Work is
 * taken back for `keepSeconds` at most (`debitPeriod` of the spot checks), and the list that an epoch was sealed with is a
 * block of its own.
 */
export function settledReceipts(
  receipts: readonly Prunable[],
  { keepSeconds, epochSeconds }: { readonly keepSeconds: number; readonly epochSeconds: number },
): Rule {
  return async (nowMs) => {
    // The epoch that was running then may still be disputed.
    const before = epochAt(nowMs - keepSeconds * 1_000, epochSeconds) - 1;
    const dropped = await Promise.all(receipts.map(({ prune }) => prune(before, MOST)));
    return Math.max(0, ...dropped);
  };
}

type Blocks = {
  readonly journal: Pick<Journal, 'commit'>;
  readonly storage: Pick<Storage, 'delete'>;
};

/** The rule for blocks that are kept for other operators until a moment: they go when nobody asked for them again. */
export function endedPins({ pins, ...blocks }: Blocks & { readonly pins: Pick<PinJournal, 'endUntil'> }): Rule {
  return (nowMs) => dropBlocks(blocks, () => pins.endUntil(Math.floor(nowMs / 1_000), MOST));
}

type States = Blocks & {
  readonly pins: Pick<PinJournal, 'ownersFrom' | 'release'>;
  /** What the owners of states begin with; the number of the run follows. */
  readonly prefix: string;
  /** Unix seconds from which on nobody can ask about a run any more. */
  readonly settledAt: (runId: number) => Promise<number>;
};

/** The rule for the states that runs went through: they go when a run can neither be audited nor disputed; its adapter stays. */
export function settledStates({ pins, prefix, settledAt, ...blocks }: States): Rule {
  return async (nowMs) => {
    let dropped = 0;
    for (const owner of pins.ownersFrom(prefix)) {
      if (nowMs / 1_000 < (await settledAt(Number(owner.slice(prefix.length))))) continue;
      dropped += await dropBlocks(blocks, () => pins.release(owner));
    }
    return Math.min(dropped, MOST - 1);
  };
}

async function dropBlocks({ journal, storage }: Blocks, release: () => readonly string[]): Promise<number> {
  const freed = await journal.commit(release);
  for (const cid of freed) await storage.delete(CID.parse(cid));
  return freed.length;
}
