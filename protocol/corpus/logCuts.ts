import type { Difference } from './difference.ts';

type Sized = { readonly logId: number; readonly size: number };

/** A log of which a snapshot leaves newer deposits out. */
export type LogCut = { readonly logId: number; readonly used: number; readonly newest: number };

/**
 * Holds the logs of a snapshot against all heads anchored up to its block, oldest first: the logs that it does not use to
 * their newest head. Each is an excuse, that its blocks cannot be fetched, which others try.
 */
export function findLogCuts(used: readonly Sized[], heads: readonly Sized[]): readonly LogCut[] {
  const newest = new Map(heads.map(({ logId, size }) => [logId, size]));
  const sizes = new Map(used.map(({ logId, size }) => [logId, size]));
  return [...newest]
    .map(([logId, size]) => ({ logId, used: sizes.get(logId) ?? 0, newest: size }))
    .filter((log) => log.used < log.newest);
}

/** A log that a snapshot uses at a size at which it was never anchored. */
export function findUnanchored(used: readonly Sized[], heads: readonly Sized[]): Difference | null {
  const loose = used.find(({ logId, size }) => !heads.some((head) => head.logId === logId && head.size === size));
  return loose ? { subject: `head of log ${loose.logId}`, expected: 'an anchored size', found: `${loose.size}` } : null;
}

/** What is said of a cut log whose blocks can be fetched after all. */
export function toDifference({ logId, used, newest }: LogCut): Difference {
  return { subject: `end of log ${logId}`, expected: `${newest}, which can be read`, found: `cut at ${used}` };
}
