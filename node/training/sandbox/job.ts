import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeAdapter } from '../../models/adapter/adapter.ts';
import { loadBase } from '../../models/base/loadBase.ts';
import { fineTune } from '../fineTune.ts';
import {
  ADAPTER_FILE,
  checkpointFile,
  encodeTrainerState,
  JOB_FILE,
  jobFileSchema,
  RESULT_FILE,
  ROWS_FILE,
} from './jobFile.ts';

// The program inside the sandbox: node job.ts <job directory>
const directory = process.argv[2] as string;
const job = jobFileSchema.parse(JSON.parse(readFileSync(join(directory, JOB_FILE), 'utf8')));
const takeRows = createRowReader(readFileSync(join(directory, ROWS_FILE)), job.settings.sequence + 1);
const rows = takeRows(job.trainingRows);
const heldOut = Object.fromEntries(job.heldOut.map((each) => [each.register, takeRows(each.rows)]));

const { adapter, ...result } = await fineTune({
  base: await loadBase(job.baseDirectory),
  rows,
  heldOut,
  settings: job.settings,
  threads: job.threads,
  onStep: (progress) => process.stdout.write(`${JSON.stringify(progress)}\n`),
  onCheckpoint: ({ step }, state) => writeFileSync(join(directory, checkpointFile(step)), encodeTrainerState(state)),
});
writeFileSync(join(directory, ADAPTER_FILE), encodeAdapter(adapter));
writeFileSync(join(directory, RESULT_FILE), JSON.stringify(result));

/** Reads token rows of one length, one after the other. */
function createRowReader(bytes: Buffer, length: number): (count: number) => Int32Array[] {
  const tokens = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  let next = 0;
  return (count) =>
    Array.from({ length: count }, () => {
      const start = next++ * length;
      return tokens.slice(start, start + length);
    });
}
