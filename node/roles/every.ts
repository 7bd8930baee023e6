import { epochAt } from '../../protocol/work/epoch.ts';
import { type SigningDomain, signReceipt } from '../../protocol/work/workReceipt.ts';
import { createBlockRoutes } from '../api/blocks.ts';
import { sendFolded } from '../chain/sendFolded.ts';
import { startCopies } from '../deposits/pins.ts';
import { createPublishedBlocks } from '../deposits/publishedBlocks.ts';
import { createReadLogs } from '../deposits/readLogs.ts';
import type { ReleaseKeys } from '../deposits/releaseKeys.ts';
import { createRequestKeys } from '../deposits/requestKeys.ts';
import { createWithdrawals } from '../deposits/withdraw.ts';
import { createReceiptIssuer } from '../experts/issueReceipt.ts';
import { createLibrary } from '../experts/library.ts';
import { createDirectory } from '../gates/directory.ts';
import { bindPeer } from '../identity/bindPeer.ts';
import { openDepositJournal } from '../journal/deposits.ts';
import { openServedJobs } from '../journal/servedJobs.ts';
import type { Ports } from '../ports.ts';
import { createCreditClaimer } from '../work/claimCredits.ts';
import { createEpochCrediter } from '../work/creditEpochs.ts';
import { createOpener } from '../work/openReceipts.ts';
import { createSealer } from '../work/seal.ts';

/** What every node has, whatever its roles: it hears of the others, forgets withdrawn texts, and accounts for its work. */
export type Every = Awaited<ReturnType<typeof joinEvery>>;

/** Joins what every node has. */
export async function joinEvery(ports: Ports) {
  const { config, chain, follower, views, members, network, storage, journal, pins, signal, onTrouble } = ports;
  await bindOwnPeer(ports);
  const operatorId = await members.idOf(chain.account.address);
  const domain: SigningDomain = {
    chainId: chain.chainId,
    receiptBook: chain.deployment.contracts.receiptBook,
  };
  const directory = createDirectory({ network, members, onTrouble }, { beatMs: config.beatMs });
  await directory.start();

  const pinners = () => directory.peersWith('pinner');
  const copies = startCopies({
    ...{ network, storage, journal, pins, pinners, signal, onTrouble },
    waitMs: config.pinWaitMs,
  });
  const published = createPublishedBlocks({ storage, journal, pins, copies });

  const deposits = openDepositJournal(journal);
  const { consents, restrictions } = views;
  const now = () => Number(follower.head().timestamp);
  const consent = {
    ...consents,
    isBarred: (id: string) => restrictions.isBarred(id, now()),
    refresh: () => follower.caughtUp(),
  };
  const withdrawals = createWithdrawals({
    ...{ chain, follower, consents, storage, journal, deposits, pins, signal, onTrouble },
  });
  withdrawals.start();

  const jobs = openServedJobs(journal);
  const issueReceipt = createReceiptIssuer({
    account: chain.account,
    sign: (receipt) => signReceipt(chain.account, domain, receipt),
    jobs,
    now: Date.now,
    epochAt: (milliseconds) => epochAt(milliseconds, config.epochSeconds),
  });
  const stopAccounts = await startAccounts(ports, { jobs, published, operatorId });
  return {
    ...{ operatorId, domain, directory, copies, published },
    ...{ deposits, consent, withdrawals, jobs, issueReceipt },
    routes: [createBlockRoutes(storage)],
    stop: async () => {
      await Promise.all([stopAccounts(), withdrawals.stop(), copies.stop()]);
    },
  };
}

/** Joins reading of deposits: manifests from chain and blocks, texts by grants of custodians, this node among them. */
export function joinReading(ports: Ports, { directory, consent }: Every, release: ReleaseKeys | null) {
  const { chain, follower, views, network, storage, onTrouble } = ports;
  const readLogs = createReadLogs({ follower, heads: views.heads, storage, onTrouble });
  const requestKeys = createRequestKeys({
    network,
    account: chain.account,
    chainId: chain.chainId,
    consentRegistry: chain.deployment.contracts.consentRegistry,
    custodians: () => directory.peersWith('log'),
    ...(release ? { release } : {}),
  });
  return { readLogs, requestKeys, library: createLibrary({ readLogs, consent, requestKeys, get: storage.get }) };
}

/** Tells the chain which peer this operator runs; other nodes know members by it. */
async function bindOwnPeer({ chain, follower, members, identity, network, onTrouble }: Ports): Promise<void> {
  const node = { peerId: network.peerId, peerKey: identity.peerKey, endpoints: network.multiaddrs().join(' ') };
  await bindPeer({ chain, follower, members, ...node }).catch((cause: unknown) =>
    onTrouble({ message: 'the peer could not be bound', cause }),
  );
}

type Accounts = Pick<Every, 'jobs' | 'published' | 'operatorId'>;

/** Epochs are sealed and opened to verifiers; what was verified is credited, and credits are claimed, by operators. */
async function startAccounts(ports: Ports, { jobs, published, operatorId }: Accounts): Promise<() => Promise<void>> {
  const { config, chain, follower, members, network, views, onTrouble } = ports;
  const shared = {
    ...{ follower, storage: published, onTrouble, work: views.work, operatorId: BigInt(operatorId) },
    chain: sendFolded(chain, follower),
  };
  const pace = { pollMs: Math.max(1_000, config.pollMs) };
  await createOpener({ network, jobs, isMember: members.isActivePeer }).start();
  const sealer = createSealer({ ...shared, jobs }, { epochSeconds: config.epochSeconds });
  const crediting = operatorId === 0 ? [] : [createEpochCrediter(shared, pace), createCreditClaimer(shared, pace)];
  const services = [sealer, ...crediting];
  for (const service of services) service.start();
  return async () => void (await Promise.all(services.map((service) => service.stop())));
}
