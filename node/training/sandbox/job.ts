import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeAdapter } from '../../models/adapter/adapter.ts';
import { fineTune } from '../fineTune.ts';
import { ADAPTER_FILE, checkpointFile, encodeTrainerState, RESULT_FILE } from './jobFile.ts';
import { readJob } from './readJob.ts';

// The program inside the sandbox: node job.ts <job directory>
const directory = process.argv[2] as string;
const { adapter, ...result } = await fineTune({
  ...(await readJob(directory)),
  onStep: (progress) => process.stdout.write(`${JSON.stringify(progress)}\n`),
  onCheckpoint: ({ step }, state) => writeFileSync(join(directory, checkpointFile(step)), encodeTrainerState(state)),
});
writeFileSync(join(directory, ADAPTER_FILE), encodeAdapter(adapter));
writeFileSync(join(directory, RESULT_FILE), JSON.stringify(result));
