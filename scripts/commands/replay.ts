import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex } from 'viem';
import type { Replay } from '../../audit/checkTraining.ts';
import { createTextReader } from '../../audit/readTexts.ts';
import { loadBase } from '../../node/models/base/loadBase.ts';
import { createTokenizer } from '../../node/models/decoder/tokenizer.ts';
import { runtimeClass } from '../../node/runtime/session.ts';
import { createLearningCheck } from '../../node/training/run/checkLearning.ts';
import { runReplay } from '../../node/training/sandbox/runJob.ts';

export type ReplayFlags = {
  /** How many segments at most; all of them without it. */
  readonly most: number | undefined;
  /** The folder of the base that the run was trained over; the one that ships without it. */
  readonly base?: string | undefined;
};

/** Opens what it takes to do a run's training again on this machine, from the texts that anyone may read. */
export async function openReplay(gateways: readonly string[], { most, base: folder }: ReplayFlags): Promise<Replay> {
  const base = await loadBase(folder);
  const { encode } = createTokenizer(base.tokenizerJson, base.tokenizerConfig);
  const checkLearning = createLearningCheck({
    ...{ base, encode, endOfText: base.config.eos_token_id, runtimeClass: runtimeClass() },
    replay: async ({ signal, ...job }) => {
      const directory = await mkdtemp(join(tmpdir(), 'tilth-replay-'));
      const whole = { ...job, ...(folder && { baseDirectory: folder }) };
      return runReplay({ directory, job: whole, signal }).finally(() =>
        rm(directory, { recursive: true, force: true }),
      );
    },
  });
  return { checkLearning, readTexts: createTextReader(gateways), most, lot: bytesToHex(randomBytes(32)) };
}
