import type { Context } from './context.ts';
import type { Evidence, Progress } from './progress.ts';
import { adoptAndAnswer } from './steps/adapter.ts';
import { depositCorpus } from './steps/deposit.ts';
import { proposeMixtures } from './steps/proposal.ts';
import { findInGraph } from './steps/provenance.ts';
import { prove } from './steps/proving.ts';
import { verifyReceipts } from './steps/receipts.ts';
import { awaitTraining } from './steps/training.ts';
import { voteAndExecute } from './steps/votes.ts';

type Before = { readonly evidence: (step: number) => Evidence; readonly proving: Promise<Evidence> };

type Step = (context: Context, before: Before) => Promise<Evidence>;

/** The steps before this one need the gates only; other processes may still be on their way up. */
const NEEDS_EVERYTHING = 3;

const NEEDS_PROOF = 4;

const STEPS: readonly Step[] = [
  (context) => depositCorpus(context),
  (context) => verifyReceipts(context),
  (context) => findInGraph(context),
  (context, { proving }) => proposeMixtures(context, proving),
  (context, { evidence }) => voteAndExecute(context, evidence(4)),
  (context, { evidence }) => awaitTraining(context, evidence(5)),
  (context, { evidence }) => adoptAndAnswer(context, evidence(6)),
];

/** Runs the steps that are not done yet, in order; a failed one ends the round. Returns whether all seven are done. */
export async function runSteps(options: { context: Omit<Context, 'note'>; progress: Progress }): Promise<boolean> {
  const ended = new AbortController();
  try {
    return await runAll(options, ended.signal);
  } finally {
    ended.abort();
  }
}

async function runAll(
  options: { readonly context: Omit<Context, 'note'>; readonly progress: Progress },
  ended: AbortSignal,
): Promise<boolean> {
  const { progress } = options;
  const contextOf = (step: number): Context => ({
    ...options.context,
    note: (note) => progress.update(step, { note }),
  });
  const evidence = (step: number) => progress.steps()[step - 1]?.evidence ?? {};
  const aside = contextOf(NEEDS_PROOF);
  const proving = progress.isDone(NEEDS_PROOF)
    ? Promise.resolve(evidence(NEEDS_PROOF))
    : prove({ ...aside, signal: AbortSignal.any([aside.signal, ended]) });
  proving.catch(() => {});
  for (const [index, run] of STEPS.entries()) {
    const step = index + 1;
    if (progress.isDone(step)) continue;
    const started = performance.now();
    const ms = () => Math.round(performance.now() - started);
    progress.update(step, { state: 'running', note: 'started' });
    try {
      const context = contextOf(step);
      if (step >= NEEDS_EVERYTHING) await context.everythingUp;
      const result = await run(context, { evidence, proving });
      progress.update(step, { state: 'done', ms: ms(), note: '', evidence: result });
    } catch (error) {
      const note = error instanceof Error ? error.message : String(error);
      progress.update(step, { state: 'failed', ms: ms(), note });
      return false;
    }
  }
  await options.context.everythingUp;
  return true;
}
