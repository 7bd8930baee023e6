import type { OnTrouble } from './trouble.ts';

export type DutyOptions = {
  /** What is done, for the log: "anchoring". */
  readonly name: string;
  /** Milliseconds from the end of one round to the begin of the next. */
  readonly every: number;
  /** Ends the duty; `stop` does the same. */
  readonly signal?: AbortSignal;
  /** One round. It gives true when there is more to do at once. */
  readonly work: (signal: AbortSignal) => Promise<boolean | void>;
  readonly onTrouble: OnTrouble;
};

/** Work that is done again and again for as long as a node lives. */
export type Duty = {
  readonly start: () => void;
  /** Asks for a round now; when one runs already, another follows it. */
  readonly wake: () => void;
  /** Does one round now, or joins the one that runs; never throws. */
  readonly run: () => Promise<void>;
  /** Begins no further round and waits for the one that runs. */
  readonly stop: () => Promise<void>;
};

/** The longest pause after failures. */
const LONGEST_MS = 60_000;

/** Creates a duty. Rounds never overlap; a round that fails is told and tried again after pauses that double. */
export function createDuty({ name, every, signal, work, onTrouble }: DutyOptions): Duty {
  const stopping = new AbortController();
  const ended = signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let started = false;
  let asked = false;
  let failures = 0;

  const round = async (): Promise<void> => {
    asked = false;
    try {
      if (await work(ended)) asked = true;
      failures = 0;
    } catch (cause) {
      failures += 1;
      if (!ended.aborted) onTrouble({ message: `${name} failed`, cause });
    }
  };
  const next = (): void => {
    if (!started || ended.aborted) return;
    const pause = failures > 0 ? Math.min(LONGEST_MS, every * 2 ** Math.min(failures - 1, 6)) : asked ? 0 : every;
    clearTimeout(timer);
    timer = setTimeout(() => void run(), pause);
  };
  const run = (): Promise<void> => {
    if (ended.aborted) return Promise.resolve();
    clearTimeout(timer);
    running ??= round().finally(() => {
      running = null;
      next();
    });
    return running;
  };

  return {
    start: () => {
      started = true;
      void run();
    },
    wake: () => {
      asked = true;
      if (started && !running) next();
    },
    run,
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
