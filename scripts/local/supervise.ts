import { setTimeout as sleep } from 'node:timers/promises';
import { ChildFailedError, type ChildOptions, type Program, startChild } from './child.ts';

/** Starts a program and keeps it running; resolves when it is ready for the first time. */
export type Supervise = (program: Program & { readonly comesBack?: boolean }) => Promise<void>;

type Options = Pick<ChildOptions, 'logDirectory' | 'adopt'> & {
  readonly say: (line: string) => void;
  /** Ends supervision: whatever ends afterwards stays so. */
  readonly signal: AbortSignal;
  readonly start?: typeof startChild;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  readonly now?: () => number;
};

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** Who ends so often within a minute has a fault that another start does not mend. */
const MOST_ENDS = 6;
const MINUTE_MS = 60_000;

/**
 * Returns what keeps children running: one that ends is started again after 1, 2, 4 and at most 30 seconds, and one that
 * ends too often is left with what it said last. A failure of the very first start is the caller's to tell of.
 */
export function createSupervisor(options: Options): Supervise {
  const { say, signal, start = startChild, now = performance.now.bind(performance) } = options;
  const wait = options.wait ?? ((milliseconds: number) => sleep(milliseconds, undefined, { signal, ref: false }));

  return async ({ comesBack = true, ...program }) => {
    let ends: number[] = [];

    const revive = async (reason: ChildFailedError): Promise<void> => {
      if (signal.aborted) return;
      ends = [...ends.filter((at) => now() - at < MINUTE_MS), now()];
      if (!comesBack || ends.length >= MOST_ENDS) {
        const often = comesBack ? `it ended ${ends.length} times within a minute; ` : '';
        return say(`! ${reason.message}; ${often}"tilth up" again brings it back.`);
      }
      const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (ends.length - 1));
      say(`! ${reason.message}; it is started again in ${waitMs / 1000} s.`);
      await wait(waitMs);
      if (signal.aborted) return;
      await begin();
      say(`The ${program.name} process is back.`);
    };
    const end = (reason: ChildFailedError): void => {
      revive(reason).catch((error: unknown) => {
        if (error instanceof ChildFailedError) end(error);
        else if (!signal.aborted) throw error;
      });
    };
    const begin = () => start({ ...program, logDirectory: options.logDirectory, adopt: options.adopt, onExit: end });

    await begin();
  };
}
