/** Runs a few jobs at a time, lets a few wait, and refuses the rest. */
export type JobQueue = {
  /** Runs the job when its turn comes. @returns null at once when too many wait already */
  readonly run: <T>(job: () => Promise<T>) => Promise<T> | null;
  /** Jobs that run or wait. */
  readonly size: () => number;
  readonly capacity: number;
};

/** Creates a queue with `concurrency` jobs running and at most `waiting` more behind them. */
export function createJobQueue({ concurrency, waiting }: { concurrency: number; waiting: number }): JobQueue {
  const turns: (() => void)[] = [];
  let running = 0;

  const start = async <T>(job: () => Promise<T>): Promise<T> => {
    if (running >= concurrency) await new Promise<void>((resolve) => turns.push(resolve));
    else running += 1;
    try {
      return await job();
    } finally {
      const next = turns.shift();
      if (next) next();
      else running -= 1;
    }
  };

  return {
    run: (job) => (running >= concurrency && turns.length >= waiting ? null : start(job)),
    size: () => running + turns.length,
    capacity: concurrency,
  };
}
