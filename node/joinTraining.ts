import { join } from 'node:path';
import type { CID } from 'multiformats/cid';
import { sendFolded } from './chain/sendFolded.ts';
import type { ReadLogs } from './deposits/readLogs.ts';
import type { RequestKeys } from './deposits/requestKeys.ts';
import { openRunJournal } from './journal/runs.ts';
import { loadBase } from './models/base/loadBase.ts';
import { readBaseCard } from './models/base/readBaseCard.ts';
import { createTokenizer } from './models/decoder/tokenizer.ts';
import { describe, type Ports } from './ports.ts';
import { runtimeClass } from './runtime/session.ts';
import type { Storage } from './storage/storage.ts';
import { DEFAULT_SETTINGS } from './training/fineTune.ts';
import type { RunEvent } from './training/run/components.ts';
import { createTrainer } from './training/run/trainer.ts';
import { runJob } from './training/sandbox/runJob.ts';

type Parts = {
  readonly operatorId: number;
  readonly readLogs: ReadLogs;
  readonly requestKeys: RequestKeys;
  readonly published: Pick<Storage, 'put' | 'get'>;
  readonly pin: (cids: readonly CID[]) => Promise<number>;
};

/** Joins the trainer: every mixture that a vote puts into force becomes a run. */
export async function joinTraining(ports: Ports, parts: Parts): Promise<() => Promise<void>> {
  const { config, follower, journal, log, views } = ports;
  const base = await loadBase(config.baseModel);
  const tokenizer = createTokenizer(base.tokenizerJson, base.tokenizerConfig);
  const card = await parts.published.put(await readBaseCard(config.baseModel), 'raw');
  const trainer = createTrainer(
    {
      ...{ follower, runs: views.runs, models: views.models, consents: views.consents, heads: views.heads },
      chain: sendFolded(ports.chain, follower),
      operatorId: parts.operatorId,
      storage: parts.published,
      journal: openRunJournal(journal),
      base: {
        weightsHash: base.weightsHash,
        uri: `ipfs://${card}`,
        encode: tokenizer.encode,
        endOfText: base.config.eos_token_id,
      },
      runtimeClass: runtimeClass(),
      readLogs: parts.readLogs,
      requestKeys: parts.requestKeys,
      runJob,
      pin: parts.pin,
      onEvent: (event) => tell(log, event),
    },
    {
      directory: join(config.directory, 'training'),
      settings: { ...DEFAULT_SETTINGS, steps: config.trainingSteps },
      threads: config.threads,
    },
  );
  trainer.start();
  return trainer.stop;
}

function tell(log: Ports['log'], event: RunEvent): void {
  if (event.step === 'failed') log.warn({ policyId: event.policyId, cause: describe(event.error) }, 'training failed');
  else if (event.step === 'waiting') log.info({ policyId: event.policyId }, 'nothing to train on yet');
  else log.info(event, 'training');
}
