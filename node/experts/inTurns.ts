import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work in small steps; it ends with what it made. */
export type Steps<T> = Generator<void, T>;

/** How long a server does nothing else. */
const TURN_MS = 10;
/** Steps between two looks at the clock. */
const LOOK = 64;

/** Does the work in turns with everything else that waits, so that a large text holds nobody up. */
export async function inTurns<T>(work: Steps<T>): Promise<T> {
  for (;;) {
    const until = performance.now() + TURN_MS;
    do {
      for (let i = 0; i < LOOK; i += 1) {
        const { done, value } = work.next();
        if (done) return value;
      }
    } while (performance.now() < until);
    await nextTurn();
  }
}

/** Does the work at one go. */
export function atOnce<T>(work: Steps<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
