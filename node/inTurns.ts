import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Steps } from '../protocol/steps.ts';

/** How long a server does nothing else. */
const TURN_MS = 10;
/** Steps between two looks at the clock. */
const LOOK = 64;

/** What is shorter is read at one go. */
const LONG = 128 * 1024;

/** Lets others have a turn between two looks at a long text: a whole one, whatever part of the loop this is in. */
export async function betweenLooks({ length }: { readonly length: number }): Promise<void> {
  if (length < LONG) return;
  await nextTurn();
  await nextTurn();
}

/** Work stands in line here, as a process has one loop: many works together hold it up no longer than one. */
let line: Promise<unknown> = Promise.resolve();

/** Does the work in turns with everything else that waits, so that a large text holds nobody up. */
export async function inTurns<T>(work: Steps<T>): Promise<T> {
  for (;;) {
    line = line.then(() => nextTurn());
    await line;
    const until = performance.now() + TURN_MS;
    do {
      for (let i = 0; i < LOOK; i += 1) {
        const { done, value } = work.next();
        if (done) return value;
      }
    } while (performance.now() < until);
  }
}
