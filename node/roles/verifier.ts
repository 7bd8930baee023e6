import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LearningCheck } from '../../protocol/corpus/learning.ts';
import { signResult, verifyOrder } from '../../protocol/work/job.ts';
import { verifyReceipt } from '../../protocol/work/workReceipt.ts';
import { sendFolded } from '../chain/sendFolded.ts';
import type { ReadLogs } from '../deposits/readLogs.ts';
import type { RequestKeys } from '../deposits/requestKeys.ts';
import type { DecoderParts } from '../experts/kinds/decoder.ts';
import type { Library } from '../experts/library.ts';
import { createRestorer } from '../experts/restore.ts';
import { withLoopback } from '../gates/loopback.ts';
import { toPeerId } from '../identity/peerKey.ts';
import { openAudits } from '../journal/audits.ts';
import { loadBase } from '../models/base/loadBase.ts';
import { createTokenizer } from '../models/decoder/tokenizer.ts';
import type { Ports } from '../ports.ts';
import { runtimeClass } from '../runtime/session.ts';
import { createLearningCheck } from '../training/run/checkLearning.ts';
import { createCheckRun } from '../training/run/checkRun.ts';
import { runReplay } from '../training/sandbox/runJob.ts';
import { createVerifier } from '../work/verify.ts';
import { createWatch } from '../work/watch.ts';
import type { Every } from './every.ts';

type Parts = {
  readonly library: Library;
  readonly readLogs: ReadLogs;
  readonly requestKeys: RequestKeys;
  readonly decoder: DecoderParts | null;
};

/** Joins the verifier: it answers drawn jobs of other operators again and says what it found, and proves what was sealed twice. */
export async function joinVerifier(ports: Ports, every: Every, { library, readLogs, requestKeys, decoder }: Parts) {
  const { config, chain, clock, follower, journal, network, views, onTrouble } = ports;
  const { domain, operatorId, published } = every;
  const restore = createRestorer({
    storage: published,
    readTexts: library.readTexts,
    ...(decoder ? { decoder } : {}),
  });
  const { consents, heads, restrictions, runs, models, memberRows: identities } = views;
  const verifier = createVerifier(
    {
      ...{ follower, operatorId, onTrouble, storage: published, restore, book: views.audits, now: clock },
      chain: sendFolded(chain, follower),
      checkRun: createCheckRun({
        ...{ chain, follower, consents, heads, restrictions, identities, runs, models, readLogs, requestKeys },
        ...{ storage: published, checkLearning: await openLearningCheck(config) },
        mostReplayed: config.replaySegments,
      }),
      audits: openAudits(journal),
      peersOf: (id) => views.peers.of(id).map(toPeerId),
      call: withLoopback(network, every.opener.answer),
      verifyReceipt: (receipt, signature) => verifyReceipt(domain, receipt, signature),
      verifyOrder: (order, signature) => verifyOrder(domain, order, signature),
      signResult: (result) => signResult(chain.account, domain, result),
      groupOf: (id) => identities.operator(id)?.group ?? null,
      operatorOf: (account) => {
        const id = identities.accountOf(account)?.identityId ?? 0;
        const operator = identities.operator(id);
        return operator && { operatorId: id, group: operator.group };
      },
    },
    { pollMs: Math.min(1_000, config.pollMs) },
  );
  const watch = createWatch({
    ...{ operatorId, onTrouble, storage: published, book: views.audits },
    chain: sendFolded(chain, follower),
  });
  for (const duty of [verifier, watch]) duty.start();
  return { stop: async () => void (await Promise.all([verifier.stop(), watch.stop()])) };
}

/** Joins what does parts of a run again, in a process of its own beside the one that serves. */
async function openLearningCheck({ baseModel, directory, threads }: Ports['config']): Promise<LearningCheck> {
  const folders = join(directory, 'replays');
  await rm(folders, { recursive: true, force: true });
  const base = await loadBase(baseModel);
  const { encode } = createTokenizer(base.tokenizerJson, base.tokenizerConfig);
  return createLearningCheck({
    ...{ base, encode, endOfText: base.config.eos_token_id, runtimeClass: runtimeClass() },
    replay: ({ signal, ...job }) => {
      // Its rows are people's texts as tokens: nothing of them stays, not even after a crash.
      const folder = join(folders, randomUUID());
      const options = {
        directory: folder,
        job: { ...job, ...(baseModel && { baseDirectory: baseModel }), threads },
        signal,
      };
      return runReplay(options).finally(() => rm(folder, { recursive: true, force: true }));
    },
  });
}
