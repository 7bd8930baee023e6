import { type SigningDomain, verifyReceipt } from '../protocol/work/workReceipt.ts';
import { sendFolded } from './chain/sendFolded.ts';
import type { Library } from './experts/library.ts';
import { createRestorer } from './experts/restore.ts';
import type { JoinedDecoder } from './joinDecoder.ts';
import { openAudits } from './journal/audits.ts';
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
  const { config, follower, network, members, views, onTrouble } = ports;
  const { jobs, published: storage } = parts;
  const shared = {
    ...{ follower, storage, onTrouble, work: views.work, operatorId: BigInt(parts.operatorId) },
    chain: sendFolded(ports.chain, follower),
  };
  await createOpener({ network, jobs, isMember: members.isActivePeer }).start();
  const duties = [createSealer({ ...shared, jobs }, { epochSeconds: config.epochSeconds })];
  // What was verified is credited, and credits are claimed; both need an operator.
  if (parts.operatorId !== 0) {
    const pollMs = Math.max(1_000, config.pollMs);
    duties.push(createEpochCrediter(shared, { pollMs }));
    duties.push(createCreditClaimer({ ...shared, book: views.credits }, { pollMs }));
  }
  const verifiers = config.roles.includes('verifier') ? [joinVerifier(ports, parts)] : [];
  const services = [...duties, ...verifiers];
  for (const service of services) service.start();
  return async () => void (await Promise.all(services.map((service) => service.stop())));
}

function joinVerifier(ports: Ports, { operatorId, domain, published, library, decoder }: Parts) {
  const { chain, follower, journal, network, views, onTrouble } = ports;
  return createVerifier({
    ...{ follower, onTrouble, operatorId, storage: published, peers: views.peers, seeds: views.seeds },
    chain: sendFolded(chain, follower),
    audits: openAudits(journal),
    call: network.call,
    restore: createRestorer({
      storage: published,
      readTexts: library.readTexts,
      ...(decoder ? { decoder: { generator: decoder.generator, decodeAdapter, base: decoder.base } } : {}),
    }),
    verifyReceipt: (receipt, signature) => verifyReceipt(domain, receipt, signature),
  });
}
