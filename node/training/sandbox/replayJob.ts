import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replay } from '../replay.ts';
import { checkpointFile, decodeTrainerState, REPLAY_FILE, RESULT_FILE, replayFileSchema } from './jobFile.ts';
import { readJob } from './readJob.ts';

// The program inside the sandbox that does parts of a run again: node replayJob.ts <job directory>
const directory = process.argv[2] as string;
const { segments, finalStep } = replayFileSchema.parse(JSON.parse(readFileSync(join(directory, REPLAY_FILE), 'utf8')));
const stateOf = (step: number) => decodeTrainerState(readFileSync(join(directory, checkpointFile(step))));
const result = await replay({
  ...(await readJob(directory)),
  segments: segments.map(({ fromStep, toStep }) => ({ from: fromStep === 0 ? null : stateOf(fromStep), toStep })),
  final: stateOf(finalStep),
});
writeFileSync(join(directory, RESULT_FILE), JSON.stringify(result));
