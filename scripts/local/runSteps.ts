import type { Context } from './context.ts';
import type { Evidence, Progress } from './progress.ts';
import { adoptAndAnswer } from './steps/adapter.ts';
import { depositCorpus } from './steps/deposit.ts';
import { proposeMixtures } from './steps/proposal.ts';
import { findInGraph } from './steps/provenance.ts';
import { verifyReceipts } from './steps/receipts.ts';
import { awaitTraining } from './steps/training.ts';
import { voteAndExecute } from './steps/votes.ts';

type Step = (context: Context, evidence: (step: number) => Evidence) => Promise<Evidence>;

/** The steps before this one need the gates only; other processes may still be on their way up. */
const NEEDS_EVERYTHING = 3;

const STEPS: readonly Step[] = [
  (context) => depositCorpus(context),
  (context) => verifyReceipts(context),
  (context) => findInGraph(context),
  (context) => proposeMixtures(context),
  (context, evidence) => voteAndExecute(context, evidence(4)),
  (context, evidence) => awaitTraining(context, evidence(5)),
  (context, evidence) => adoptAndAnswer(context, evidence(6)),
];

/** Runs the steps that are not done yet, in order; a failed one ends the round. Returns whether all seven are done. */
export async function runSteps(options: { context: Omit<Context, 'note'>; progress: Progress }): Promise<boolean> {
  const { progress } = options;
  const evidence = (step: number) => progress.steps()[step - 1]?.evidence ?? {};
  for (const [index, run] of STEPS.entries()) {
    const step = index + 1;
    if (progress.isDone(step)) continue;
    const started = performance.now();
    const ms = () => Math.round(performance.now() - started);
    progress.update(step, { state: 'running', note: 'started' });
    try {
      const context = { ...options.context, note: (note: string) => progress.update(step, { note }) };
      if (step >= NEEDS_EVERYTHING) await context.everythingUp;
      const result = await run(context, evidence);
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
