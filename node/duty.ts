import type { OnTrouble } from './trouble.ts';

export type DutyOptions = {
  /** What is done, for the log: "anchoring". */
  readonly name: string;
  /** Milliseconds from the end of one round to the begin of the next; null for work that is only done when woken. */
  readonly every: number | null;
  /** After a wake: the calm to wait for, and the longest wait while wakes go on coming. */
  readonly settle?: { readonly calm: number; readonly most: number };
  /** The pause after a first failure, which doubles with each further one, and the longest pause. */
  readonly retry?: { readonly first: number; readonly most: number };
  /** Ends the duty; `stop` does the same. */
  readonly signal?: AbortSignal;
  /** One round. It gives true when there is more to do at once. */
  readonly work: (signal: AbortSignal) => Promise<boolean | undefined> | Promise<void>;
  readonly onTrouble: OnTrouble;
};

/** Work that is done again and again for as long as a node lives. */
export type Duty = {
  /** Does the first round now, and the others in their time. */
  readonly start: () => void;
  /** Asks for a round; when one runs already, another follows it. */
  readonly wake: () => void;
  /** Does one round now, or joins the one that runs; never throws. */
  readonly run: () => Promise<void>;
  /** Begins no further round and waits for the one that runs. */
  readonly stop: () => Promise<void>;
};

const NO_CALM = { calm: 0, most: 0 };
const LONGEST_RETRY_MS = 60_000;
const FIRST_RETRY_MS = 1_000;

/** Creates a duty. Rounds never overlap; a round that fails is told and tried again after pauses that double. */
export function createDuty(options: DutyOptions): Duty {
  const { name, every, signal, work, onTrouble, settle = NO_CALM } = options;
  const { retry = { first: every ?? FIRST_RETRY_MS, most: LONGEST_RETRY_MS } } = options;
  const stopping = new AbortController();
  const ended = signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isStarted = false;
  /** When the oldest wake came that no round has answered yet. */
  let wokenAt: number | null = null;
  let failures = 0;

  const round = async (): Promise<boolean> => {
    wokenAt = null;
    try {
      const hasMore = (await work(ended)) === true;
      failures = 0;
      return hasMore;
    } catch (cause) {
      failures += 1;
      if (!ended.aborted) onTrouble({ message: `${name} failed`, cause });
      return false;
    }
  };
  const pause = (hasMore: boolean): number | null => {
    if (failures > 0) return Math.min(retry.most, retry.first * 2 ** Math.min(failures - 1, 16));
    if (hasMore) return 0;
    return wokenAt === null ? every : Math.max(0, Math.min(settle.calm, wokenAt + settle.most - Date.now()));
  };
  const plan = (milliseconds: number | null): void => {
    clearTimeout(timer);
    if (isStarted && !ended.aborted && milliseconds !== null) timer = setTimeout(() => void run(), milliseconds);
  };
  const run = (): Promise<void> => {
    if (ended.aborted) return running ?? Promise.resolve();
    clearTimeout(timer);
    running ??= round().then((hasMore) => {
      running = null;
      plan(pause(hasMore));
    });
    return running;
  };

  return {
    start: () => {
      isStarted = true;
      void run();
    },
    wake: () => {
      wokenAt ??= Date.now();
      // While a round runs it is planned at its end; while pauses grow after failures, news does not shorten them.
      if (!running && failures === 0) plan(pause(false));
    },
    run,
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
