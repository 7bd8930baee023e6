import { keccak256, stringToHex } from 'viem';
import { TransactionRefusedError } from '../chain/sender.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { OnTrouble } from '../trouble.ts';
import type { CloseRound } from './closeRound.ts';

/** Something that anyone may do on chain, and that has to be done by somebody. */
export type Chore = {
  /** What it is; the same words are the same chore, and one that was done is not done again. */
  readonly id: string;
  /** Unix seconds from which it can be done. */
  readonly dueAt: number;
  /** Whether this node is the one that gains by it: then it does not wait for others. */
  readonly isOwn: boolean;
  readonly act: () => Promise<void>;
};

/** Lists what there is to do now; chores that somebody did are not in it any more. */
export type ChoreSource = () => Promise<readonly Chore[]>;

export type KeeperComponents = {
  readonly sources: readonly ChoreSource[];
  readonly operatorId: number;
  readonly closeRound: CloseRound;
  /** Unix seconds. */
  readonly now: () => number;
  readonly onTrouble: OnTrouble;
};

export type KeeperOptions = {
  readonly pollMs?: number;
  /** Seconds over which nodes that gain nothing by a chore spread, so that one of them pays and not all. */
  readonly patience?: number;
};

type Memory = { readonly notBefore: number; readonly tries: number };

/** No chore is asked about less often than this, in seconds. */
const LONGEST_PAUSE = 3_600;
const KEPT = 10_000;
/** Refusals by which a contract says that the beacon's round is not known, with the time that it must decide. */
const UNKNOWN_SEEDS: ReadonlyMap<string, number> = new Map([
  ['SeedUnknown', 0],
  ['LotNotReady', 1],
]);

/**
 * Creates the keeper: the duty that does what anyone may. A refusal costs nothing, because calls are tried on a copy of
 * the chain first; it is asked again after pauses that double.
 */
export function createKeeper(
  components: KeeperComponents,
  { pollMs = 1_000, patience = 600 }: KeeperOptions = {},
): Duty {
  const { sources, operatorId, closeRound, now, onTrouble } = components;
  const known = new Map<string, Memory>();
  const remember = (id: string, memory: Memory) => {
    known.delete(id);
    known.set(id, memory);
    if (known.size > KEPT) known.delete(known.keys().next().value as string);
  };
  const waitOf = ({ id, isOwn }: Chore) => (isOwn ? 0 : patience * lot(`${operatorId} ${id}`));

  const attempt = async (chore: Chore): Promise<void> => {
    const { tries } = known.get(chore.id) ?? { tries: 0 };
    const first = chore.isOwn ? 1 : Math.max(1, patience / 4);
    const later = () =>
      remember(chore.id, { notBefore: now() + Math.min(LONGEST_PAUSE, first * 2 ** tries), tries: tries + 1 });
    try {
      await chore.act();
      remember(chore.id, { notBefore: Number.POSITIVE_INFINITY, tries });
    } catch (cause) {
      if (!(cause instanceof TransactionRefusedError)) {
        later();
        onTrouble({ message: 'a chore is tried again', cause });
        return;
      }
      const at = UNKNOWN_SEEDS.get(cause.errorName);
      // Whoever waits for the beacon asks again soon: a round is short, and it is over by the clock.
      if (at === undefined) return later();
      remember(chore.id, { notBefore: now() + first, tries });
      await closeRound(Number(cause.args[at]));
    }
  };

  const work = async (signal: AbortSignal): Promise<void> => {
    for (const source of sources) {
      for (const chore of await source()) {
        if (signal.aborted) return;
        const notBefore = Math.max(chore.dueAt + waitOf(chore), known.get(chore.id)?.notBefore ?? 0);
        if (now() >= notBefore) await attempt(chore);
      }
    }
  };
  return createDuty({ name: 'keeping', every: pollMs, work, onTrouble });
}

/** A number in [0.25, 1.25) that depends on the words alone. */
function lot(words: string): number {
  return 0.25 + Number.parseInt(keccak256(stringToHex(words)).slice(2, 10), 16) / 2 ** 32;
}
