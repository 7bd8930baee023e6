import { type SigningDomain, verifyReceipt } from '../protocol/work/workReceipt.ts';
import type { Library } from './experts/library.ts';
import { createRestorer } from './experts/restore.ts';
import { toPeerId } from './identity/peerKey.ts';
import type { JoinedDecoder } from './joinDecoder.ts';
import type { ServedJobs } from './journal/servedJobs.ts';
import { decodeAdapter } from './models/adapter/adapterFile.ts';
import type { Ports } from './ports.ts';
import type { Storage } from './storage/storage.ts';
import { createCreditClaimer } from './work/claimCredits.ts';
import { createEpochCrediter } from './work/creditEpochs.ts';
import { createOpener } from './work/openReceipts.ts';
import { createSealer } from './work/seal.ts';
import { createVerifier } from './work/verify.ts';

type Parts = {
  readonly operatorId: number;
  readonly domain: SigningDomain;
  readonly jobs: ServedJobs;
  readonly library: Library;
  readonly published: Pick<Storage, 'put' | 'get'>;
  readonly decoder: JoinedDecoder | null;
};

/** Joins the accounts of work: epochs are sealed, opened to verifiers and credited; a verifier checks those of others. */
export async function joinWork(ports: Ports, parts: Parts): Promise<() => Promise<void>> {
  const { config, chain, follower, views, network, members, onTrouble } = ports;
  const { domain, jobs, published, library, decoder } = parts;
  const sealer = createSealer(
    { jobs, chain, storage: published, operatorId: BigInt(parts.operatorId), onTrouble },
    { epochSeconds: config.epochSeconds },
  );
  await createOpener({ network, jobs, isMember: members.isActivePeer }).start();
  sealer.start();
  const settling = startSettling(ports, parts);
  const stop = async () => {
    sealer.stop();
    await settling();
  };
  if (!config.roles.includes('verifier')) return stop;
  const restore = createRestorer({
    storage: published,
    readTexts: library.readTexts,
    ...(decoder ? { decoder: { generator: decoder.generator, decodeAdapter, base: decoder.base } } : {}),
  });
  const verifier = createVerifier({
    chain,
    storage: published,
    follower,
    audits: views.audits,
    operatorId: parts.operatorId,
    call: network.call,
    restore,
    peersOf: (id) => views.peers.of(id).map(toPeerId),
    verifyReceipt: (receipt, signature) => verifyReceipt(domain, receipt, signature),
    onTrouble,
  });
  verifier.start();
  return async () => {
    await verifier.stop();
    await stop();
  };
}

/** What was verified is credited, and credits are claimed; both need an operator. */
function startSettling(
  { config, chain, follower, views, onTrouble }: Ports,
  { operatorId, published }: Parts,
): () => Promise<void> {
  if (operatorId === 0) return async () => undefined;
  const components = {
    ...{ chain, follower, book: views.creditRoots, work: views.ownWork, storage: published },
    ...{ operatorId: BigInt(operatorId), onTrouble },
  };
  const options = { pollMs: Math.max(1_000, config.pollMs) };
  const settlers = [createEpochCrediter(components, options), createCreditClaimer(components, options)];
  for (const settler of settlers) settler.start();
  return async () => void (await Promise.all(settlers.map((settler) => settler.stop())));
}
