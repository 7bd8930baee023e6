import type { CID } from 'multiformats/cid';
import { encodePacked, type Hex, keccak256 } from 'viem';
import type { AdapterCard } from '../blocks/adapterCard.ts';
import type { Core } from '../blocks/core.ts';
import { compareText } from '../compareText.ts';
import type { Difference } from './difference.ts';
import type { DrawnRun } from './drawRun.ts';

/** What a card says that training gave, and the lists that it was given. */
export type LearningClaim = {
  readonly card: AdapterCard;
  readonly drawn: DrawnRun;
  readonly cores: ReadonlyMap<string, Core>;
};

/** A seat among those who check a run, from 0. Together they look at all of it, though each does a part. */
export type Seat = { readonly index: number; readonly of: number };

/** Who checks alone. */
export const ONLY_SEAT: Seat = { index: 0, of: 1 };

/** What whoever checks a run has at hand, and how much of it is done again. */
export type LearningSight = {
  /** The texts that consent lets the caller read; a run may need more. */
  readonly texts: ReadonlyMap<string, string>;
  readonly fetch: (cid: CID) => Promise<Uint8Array>;
  /** How many segments and registers at most, by a lot that nobody chose. */
  readonly most: number;
  readonly lot: Hex;
  readonly seat?: Seat | undefined;
  /** What others found false, in their words: what these name comes before the lot. */
  readonly disputed?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** How far a run was done again, and the first thing that came out otherwise. */
export type Learning = {
  readonly difference: Difference | null;
  readonly segments: number;
  /** Steps at which the segments ended that came out bit for bit. */
  readonly replayed: readonly number[];
  /** Segments that need texts out of reach. */
  readonly unread: number;
  readonly registers: number;
  /** Registers whose losses came out again. */
  readonly evaluated: readonly string[];
  /** Set where this machine computes other bits than the trainer's: its runtime and ours. */
  readonly otherRuntime: { readonly named: string; readonly own: string } | null;
};

/** Does parts of a run again. @throws what could not be fetched */
export type LearningCheck = (claim: LearningClaim, sight: LearningSight) => Promise<Learning>;

/**
 * Those of the names, such as deposits, that somebody's words name: of each the first one alone, so that whoever calls a
 * run false without a reason draws nobody's eye from what others found.
 */
export function namedIn(words: readonly string[] | undefined, names: readonly string[]): ReadonlySet<string> {
  const found = (words ?? []).flatMap((each) => {
    const plain = ` ${each.replaceAll(/[:,;](?=\s|$)/gu, '')} `;
    const places = names.map((name) => ({ name, at: plain.indexOf(` ${name} `) })).filter(({ at }) => at >= 0);
    return places.sort((a, b) => a.at - b.at).slice(0, 1);
  });
  return new Set(found.map(({ name }) => name));
}

/**
 * Puts numbers from 0 in the order of a lot. Each seat begins at another place of it, as far from the next one as can be,
 * so that what a panel does again overlaps only where it has seen everything; what comes first does so for all of them.
 */
export function drawOrder(
  lot: Hex,
  count: number,
  { seat = ONLY_SEAT, isFirst = () => false }: { seat?: Seat | undefined; isFirst?: (i: number) => boolean } = {},
): readonly number[] {
  const drawn = Array.from({ length: count }, (_, i) => ({
    i,
    rank: keccak256(encodePacked(['bytes32', 'uint32'], [lot, i])),
  }))
    .sort((a, b) => compareText(a.rank, b.rank))
    .map(({ i }) => i);
  const begin = Math.floor((count * seat.index) / seat.of);
  const own = [...drawn.slice(begin), ...drawn.slice(0, begin)];
  return [...own.filter(isFirst), ...own.filter((i) => !isFirst(i))];
}

/** What a replay found, in words; it never says more than was done. */
export function describeLearning({ segments, replayed, unread, registers, evaluated, otherRuntime }: Learning): string {
  const out = otherRuntime
    ? `no segment replayed, as it was trained with ${otherRuntime.named} and this machine has ${otherRuntime.own}`
    : `${replayed.length} of ${segments} segments replayed bit for bit`;
  const closed = unread > 0 && !otherRuntime ? ` (${unread} need texts that cannot be read here)` : '';
  const losses = `losses of ${evaluated.length} of ${registers} registers recomputed`;
  return `${out}${closed}; the weights are the last state; ${losses}`;
}
