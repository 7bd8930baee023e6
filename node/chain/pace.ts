import type { Head } from './follower.ts';

/** The longest pause between looks, whether blocks are slow or the chain is away. */
const LONGEST_MS = 15_000;
const INTERVALS = 5;
/** Two blocks in one look cost less than a look that comes a moment too early. */
const LATER = 1.02;

/** When to look next: once a block where blocks come regularly, else at the shortest pause. */
export type Pace = {
  readonly saw: (head: Head) => void;
  readonly pauseMs: () => number;
  readonly pauseAfter: (failures: number) => number;
};

/** Creates the pace of a follower; it learns the interval of blocks from those it is shown. */
export function createPace(shortestMs: number, now: () => number = () => performance.now()): Pace {
  let last: (Head & { readonly at: number }) | null = null;
  let intervals: readonly number[] = [];
  return {
    saw: ({ number, timestamp }) => {
      if (last?.number === number) return;
      const at = now();
      if (last && number > last.number) {
        const byClock = Number(timestamp - last.timestamp) * 1_000;
        // A chain whose clock is set forward brings no slower blocks.
        const bySight = at - last.at + shortestMs;
        intervals = [...intervals, Math.min(byClock, bySight) / Number(number - last.number)].slice(-INTERVALS);
      }
      last = { number, timestamp, at };
    },
    pauseMs: () => {
      const interval = regular(intervals);
      const rest = interval * LATER - (now() - (last?.at ?? 0));
      // A block that is late is looked for at a quarter of the interval.
      return Math.min(LONGEST_MS, Math.max(shortestMs, rest > 0 ? rest : interval / 4));
    },
    pauseAfter: (failures) => Math.min(LONGEST_MS, shortestMs * 2 ** Math.min(failures, 6)),
  };
}

/** The interval that blocks keep to; zero when they come as they like, as on a chain that mines on demand. */
function regular(intervals: readonly number[]): number {
  if (intervals.length < INTERVALS) return 0;
  const sorted = intervals.toSorted((a, b) => a - b);
  const median = sorted[INTERVALS >> 1] ?? 0;
  return (sorted[0] ?? 0) >= median / 2 ? median : 0;
}
