import type { Mutant, Verdict } from './mutant.ts';
import { prepareTest, type Test, tryMutant } from './tryMutant.ts';

export type Job = { readonly prepare: string } | { readonly mutant: Mutant; readonly tests: readonly Test[] };

export type Answer = { readonly test: Test } | { readonly verdict: Verdict } | { readonly failure: string };

process.on('message', async (job: Job) => {
  process.send?.(await answer(job));
});

async function answer(job: Job): Promise<Answer> {
  try {
    if ('prepare' in job) return { test: await prepareTest(job.prepare) };
    return { verdict: await tryMutant(job.mutant, job.tests) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
