import { join } from 'node:path';
import { toContentUri } from '../../protocol/contentUri.ts';
import { sendFolded } from '../chain/sendFolded.ts';
import type { ReadLogs } from '../deposits/readLogs.ts';
import type { RequestKeys } from '../deposits/requestKeys.ts';
import { openRunJournal } from '../journal/runs.ts';
import { loadBase, readBaseCard } from '../models/base/loadBase.ts';
import { createTokenizer } from '../models/decoder/tokenizer.ts';
import type { Ports } from '../ports.ts';
import { runtimeClass } from '../runtime/session.ts';
import { tellRun } from '../training/run/tellRun.ts';
import { createTrainer } from '../training/run/trainer.ts';
import { runJob } from '../training/sandbox/runJob.ts';
import type { Every } from './every.ts';

type Parts = { readonly readLogs: ReadLogs; readonly requestKeys: RequestKeys };

/** Joins the trainer: every mixture that a vote puts into force becomes a run. */
export async function joinTrainer(
  ports: Ports,
  { operatorId, published, closeRound }: Every,
  { readLogs, requestKeys }: Parts,
) {
  const { config, follower, journal, log, views } = ports;
  const base = await loadBase(config.baseModel);
  const tokenizer = createTokenizer(base.tokenizerJson, base.tokenizerConfig);
  const card = await published.put(await readBaseCard(config.baseModel), 'raw');
  const trainer = createTrainer(
    {
      ...{ follower, runs: views.runs, models: views.models, consents: views.consents, heads: views.heads },
      restrictions: views.restrictions,
      identities: views.memberRows,
      ...{ operatorId, closeRound, readLogs, requestKeys, runJob, storage: published, pin: published.pin },
      chain: sendFolded(ports.chain, follower),
      journal: openRunJournal(journal),
      base: {
        weightsHash: base.weightsHash,
        uri: toContentUri(card),
        encode: tokenizer.encode,
        endOfText: base.config.eos_token_id,
      },
      runtimeClass: runtimeClass(),
      onEvent: (event) => tellRun(log, event),
    },
    {
      directory: join(config.directory, 'training'),
      threads: config.threads,
    },
  );
  trainer.start();
  return { stop: trainer.stop };
}
