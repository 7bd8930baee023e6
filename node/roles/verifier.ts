import { verifyReceipt } from '../../protocol/work/workReceipt.ts';
import { sendFolded } from '../chain/sendFolded.ts';
import type { DecoderParts } from '../experts/kinds/decoder.ts';
import type { Library } from '../experts/library.ts';
import { createRestorer } from '../experts/restore.ts';
import { toPeerId } from '../identity/peerKey.ts';
import { openAudits } from '../journal/audits.ts';
import type { Ports } from '../ports.ts';
import { createVerifier } from '../work/verify.ts';
import type { Every } from './every.ts';

type Parts = { readonly library: Library; readonly decoder: DecoderParts | null };

/** Joins the verifier: it answers drawn jobs of other operators again and says what it found. */
export function joinVerifier(ports: Ports, every: Every, { library, decoder }: Parts) {
  const { chain, follower, journal, network, views, onTrouble } = ports;
  const { domain, operatorId, published } = every;
  const restore = createRestorer({
    storage: published,
    readTexts: library.readTexts,
    ...(decoder ? { decoder } : {}),
  });
  const verifier = createVerifier({
    ...{ follower, operatorId, onTrouble, storage: published, restore, seeds: views.seeds },
    chain: sendFolded(chain, follower),
    audits: openAudits(journal),
    peersOf: (id) => views.peers.of(id).map(toPeerId),
    call: network.call,
    verifyReceipt: (receipt, signature) => verifyReceipt(domain, receipt, signature),
  });
  verifier.start();
  return { stop: verifier.stop };
}
