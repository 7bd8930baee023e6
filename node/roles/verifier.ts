import { verifyReceipt } from '../../protocol/work/workReceipt.ts';
import { sendFolded } from '../chain/sendFolded.ts';
import type { ReadLogs } from '../deposits/readLogs.ts';
import type { DecoderParts } from '../experts/kinds/decoder.ts';
import type { Library } from '../experts/library.ts';
import { createRestorer } from '../experts/restore.ts';
import { toPeerId } from '../identity/peerKey.ts';
import { openAudits } from '../journal/audits.ts';
import type { Ports } from '../ports.ts';
import { createCheckRun } from '../training/run/checkRun.ts';
import { createVerifier } from '../work/verify.ts';
import { createWatch } from '../work/watch.ts';
import type { Every } from './every.ts';

type Parts = { readonly library: Library; readonly readLogs: ReadLogs; readonly decoder: DecoderParts | null };

/** Joins the verifier: it answers drawn jobs of other operators again, says what it found, and proves what was sealed twice. */
export function joinVerifier(ports: Ports, every: Every, { library, readLogs, decoder }: Parts) {
  const { config, chain, clock, follower, journal, network, views, onTrouble } = ports;
  const { domain, operatorId, published } = every;
  const restore = createRestorer({
    storage: published,
    readTexts: library.readTexts,
    ...(decoder ? { decoder } : {}),
  });
  const { consents, restrictions, runs, models, memberRows: identities } = views;
  const verifier = createVerifier(
    {
      ...{ follower, operatorId, onTrouble, storage: published, restore, book: views.audits, now: clock },
      chain: sendFolded(chain, follower),
      checkRun: createCheckRun({
        ...{ chain, follower, consents, restrictions, identities, runs, models, readLogs, storage: published },
      }),
      audits: openAudits(journal),
      peersOf: (id) => views.peers.of(id).map(toPeerId),
      call: network.call,
      verifyReceipt: (receipt, signature) => verifyReceipt(domain, receipt, signature),
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
