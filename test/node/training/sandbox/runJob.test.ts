import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { sha256 } from 'viem';
import { encodeAdapter } from '../../../../node/models/adapter/adapter.ts';
import { loadBase } from '../../../../node/models/base/loadBase.ts';
import { writeBase } from '../../../../node/models/base/writeBase.ts';
import { fineTune } from '../../../../node/training/fineTune.ts';
import { decodeTrainerState } from '../../../../node/training/sandbox/jobFile.ts';
import { type Job, JobError, runJob, runReplay } from '../../../../node/training/sandbox/runJob.ts';
import { createTinyBase } from '../../models/tinyBase.ts';
import { createTinyRows, tinySettings } from '../tinyRows.ts';

describe('runJob', () => {
  let root: string;
  let job: Job;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'tilth-job-'));
    const base = createTinyBase();
    const baseDirectory = join(root, 'base');
    await writeBase(baseDirectory, { ...base, tokenizerJson: JSON.stringify(base.tokenizerJson) });
    job = { baseDirectory, rows: createTinyRows(7), heldOut: { even: createTinyRows(4, 1) }, settings: tinySettings };
  });

  after(() => rm(root, { recursive: true }));

  it('gives what fine-tuning and a replay in this process give, and says how it was kept apart', async () => {
    const directory = join(root, 'good');
    const steps: number[] = [];
    const result = await runJob({ directory, job, onProgress: ({ step }) => steps.push(step) });
    const base = await loadBase(job.baseDirectory);
    const here = await fineTune({ base, ...job });
    expect(result.adapter).to.deep.equal(here.adapter);
    const hashes = result.checkpoints.map(({ step, hash }) => ({ step, hash }));
    expect(hashes).to.deep.equal(here.checkpoints.slice(1));
    expect(result.lossAfter).to.deep.equal(here.lossAfter);
    expect(result.sandbox).to.be.oneOf(['bwrap', 'node-permission']);
    expect(steps).to.deep.equal(Array.from({ length: 12 }, (_, index) => index + 1));
    const [first, second, last] = result.checkpoints.map(({ state }) => decodeTrainerState(state));
    const segments = [{ from: first!, toStep: 8 }];
    const again = await runReplay({ directory: join(root, 'again'), job: { ...job, segments, final: last! } });
    expect(second?.step).to.equal(8);
    expect(again.segments).to.deep.equal([{ start: here.checkpoints[1], end: here.checkpoints[2] }]);
    expect(again.weightsHash).to.equal(sha256(encodeAdapter(here.adapter)));
    expect(again.lossAfter).to.deep.equal(here.lossAfter);
  }).timeout(20_000);

  it('refuses a directory that holds something', async () => {
    const directory = await mkdtemp(join(root, 'full-'));
    await writeFile(join(directory, 'note'), '');
    expect(await failure(runJob({ directory, job }))).to.be.instanceOf(JobError);
  });

  it('reports what the process said when it fails', async () => {
    const wrong = { ...job, baseDirectory: join(root, 'nowhere') };
    const error = await failure(runJob({ directory: join(root, 'bad'), job: wrong }));
    expect(error).to.be.instanceOf(JobError);
    expect((error as JobError).message).to.contain('BaseModelError');
  }).timeout(20_000);

  it('kills the process when aborted', async () => {
    const controller = new AbortController();
    const endless = { ...job, settings: { ...tinySettings, steps: 100_000, checkpointEvery: 100_000 } };
    const options = { directory: join(root, 'aborted'), job: endless, signal: controller.signal };
    const running = runJob({ ...options, onProgress: ({ step }) => step === 3 && controller.abort() });
    expect(await failure(running)).to.have.property('name', 'AbortError');
  }).timeout(20_000);

  function failure(running: Promise<unknown>): Promise<unknown> {
    return running.then(
      () => undefined,
      (error: unknown) => error,
    );
  }
});
