import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBase } from '../../models/base/loadBase.ts';
import { JOB_FILE, jobFileSchema, ROWS_FILE } from './jobFile.ts';

/** Reads what a job directory asks for, inside the sandbox. */
export async function readJob(directory: string) {
  const job = jobFileSchema.parse(JSON.parse(readFileSync(join(directory, JOB_FILE), 'utf8')));
  const takeRows = createRowReader(readFileSync(join(directory, ROWS_FILE)), job.settings.sequence + 1);
  const rows = takeRows(job.trainingRows);
  const heldOut = Object.fromEntries(job.heldOut.map((each) => [each.register, takeRows(each.rows)]));
  const { settings, threads } = job;
  return { base: await loadBase(job.baseDirectory), rows, heldOut, settings, threads };
}

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
