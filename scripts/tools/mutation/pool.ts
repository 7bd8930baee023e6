import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Answer, Job } from './worker.ts';

export type Pool = {
  /** Answers a job, or null when it ran out of time or memory. */
  readonly run: (job: Job) => Promise<Answer | null>;
  readonly stop: () => void;
};

type Slot = { child: ChildProcess | null };

/** Processes that work on one job each. A process that hangs, as broken contracts may, is ended and replaced. */
export function createPool(size: number, limitMs: number): Pool {
  const idle: Slot[] = Array.from({ length: size }, () => ({ child: null }));
  const all = [...idle];
  const waiting: ((slot: Slot) => void)[] = [];

  const take = () => {
    const slot = idle.pop();
    return slot ? Promise.resolve(slot) : new Promise<Slot>((done) => waiting.push(done));
  };
  const give = (slot: Slot) => {
    const next = waiting.shift();
    if (next) next(slot);
    else idle.push(slot);
  };

  return {
    run: async (job) => {
      const slot = await take();
      try {
        return await ask(slot, job, limitMs);
      } finally {
        give(slot);
      }
    },
    stop: () => {
      for (const { child } of all) child?.kill('SIGKILL');
    },
  };
}

async function ask(slot: Slot, job: Job, limitMs: number): Promise<Answer | null> {
  slot.child ??= fork(join(import.meta.dirname, 'worker.ts'), { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const { child } = slot;
  const answer = await new Promise<Answer | null>((done) => {
    const timer = setTimeout(() => done(null), limitMs);
    // A process that ran out of memory has met a mutant that never ends, like one that ran out of time.
    const ended = () => finish(null);
    const finish = (value: Answer | null) => {
      clearTimeout(timer);
      child.off('exit', ended);
      done(value);
    };
    child.once('message', finish);
    child.once('exit', ended);
    child.send(job);
  });
  if (answer === null || child.exitCode !== null) {
    child.kill('SIGKILL');
    slot.child = null;
  }
  return answer;
}
