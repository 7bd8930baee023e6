import { epochAt } from '../../protocol/work/epoch.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { OnTrouble } from '../trouble.ts';

/** What goes by epochs: drops so many rows at most of those before one, and says how many. */
type Prunable = { readonly prune: (epoch: number, most: number) => Promise<number> };

export type PrunerComponents = {
  /** Own receipts, and those that a gate has seen. */
  readonly receipts: readonly Prunable[];
  /** How long work can be taken back, in seconds: `debitPeriod` of the spot checks. */
  readonly keepSeconds: number;
  readonly epochSeconds: number;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onTrouble: OnTrouble;
};

const EVERY_MS = 600_000;
/** Rows that one commit drops: longer ones would hold up answers. */
const MOST = 500;

/**
 * Creates the duty that drops receipts which nobody can dispute any more: work is taken back for `debitPeriod` at most, and
 * the list that an epoch was sealed with is a block of its own.
 */
export function createPruner({ receipts, keepSeconds, epochSeconds, now, onTrouble }: PrunerComponents): Duty {
  const work = async (): Promise<boolean> => {
    // The epoch that was running then may still be disputed.
    const before = epochAt(now() - keepSeconds * 1_000, epochSeconds) - 1;
    const dropped = await Promise.all(receipts.map(({ prune }) => prune(before, MOST)));
    return dropped.includes(MOST);
  };
  return createDuty({ name: 'dropping settled receipts', every: EVERY_MS, work, onTrouble });
}
