import { readFileSync } from 'node:fs';
import type { Hex } from 'viem';
import { bytes32 } from '../../protocol/scalars.ts';
import { epochAt } from '../../protocol/work/epoch.ts';
import { type SigningDomain, signReceipt } from '../../protocol/work/workReceipt.ts';
import { createBlockRoutes } from '../api/blocks.ts';
import { sendFolded } from '../chain/sendFolded.ts';
import { BadConfigError } from '../config.ts';
import { createCheckLeaf } from '../deposits/checkLeaf.ts';
import { createAskContract } from '../deposits/contractSignature.ts';
import { STATES } from '../deposits/owners.ts';
import { startCopies } from '../deposits/pins.ts';
import { createPublishedBlocks } from '../deposits/publishedBlocks.ts';
import { createReadLogs } from '../deposits/readLogs.ts';
import type { ReleaseKeys } from '../deposits/releaseKeys.ts';
import { createRequestKeys } from '../deposits/requestKeys.ts';
import { createWithdrawals } from '../deposits/withdraw.ts';
import type { Duty } from '../duty.ts';
import { createReceiptIssuer } from '../experts/issueReceipt.ts';
import { createLibrary } from '../experts/library.ts';
import { createDirectory } from '../gates/directory.ts';
import { createConsentOpener } from '../gates/openConsent.ts';
import { bindPeer } from '../identity/bindPeer.ts';
import { recoverAccount } from '../identity/secp256k1.ts';
import { openContractAnswers } from '../journal/contractAnswers.ts';
import { openDepositJournal } from '../journal/deposits.ts';
import { openServedJobs } from '../journal/servedJobs.ts';
import { openWitnesses } from '../journal/witnesses.ts';
import { settledAt } from '../models/settledAt.ts';
import type { Ports } from '../ports.ts';
import { createScrubber } from '../storage/scrub.ts';
import {
  auditChores,
  chamberChores,
  enlistChores,
  pledgeChores,
  runChores,
  strikeChores,
  tidyChores,
} from '../work/chores.ts';
import { createCreditClaimer } from '../work/claimCredits.ts';
import { type CloseRound, createRoundCloser } from '../work/closeRound.ts';
import { createKeeper } from '../work/keep.ts';
import { createOpener } from '../work/openReceipts.ts';
import { createPruner, endedPins, settledReceipts, settledStates } from '../work/prune.ts';
import { createBeaconRevealer } from '../work/revealBeacon.ts';
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
    age: follower.age,
  };
  const witnesses = openWitnesses(journal);
  const withdrawals = createWithdrawals({
    ...{ chain, follower, consents, storage, journal, deposits, pins, openings: witnesses, signal, onTrouble },
  });
  withdrawals.start();
  const scrubber = createScrubber({ storage, owned: pins, signal, onTrouble });
  scrubber.start();

  const opener = createConsentOpener({
    ...{ network, openingOf: witnesses.opening, isMember: members.isActivePeer },
    isSealed: (jobId) => {
      const receipt = witnesses.find(jobId)?.receipt;
      const operator = receipt && views.memberRows.accountOf(receipt.operator);
      return operator ? views.audits.sealOf(operator.identityId, Number(receipt.epoch)) !== null : false;
    },
  });
  await opener.start();

  const jobs = openServedJobs(journal);
  const issueReceipt = createReceiptIssuer({
    account: chain.account,
    sign: (receipt) => signReceipt(chain.account, domain, receipt),
    jobs,
    now: Date.now,
    epochAt: (milliseconds) => epochAt(milliseconds, config.epochSeconds),
  });
  const { debitPeriod } = await chain.read({ contract: 'spotCheck', functionName: 'settings' });
  const pruner = createPruner({
    rules: [
      settledReceipts([jobs, witnesses], { keepSeconds: debitPeriod, epochSeconds: config.epochSeconds }),
      endedPins({ journal, storage, pins }),
      settledStates({ journal, storage, pins, prefix: STATES, settledAt: (runId) => settledAt(chain, runId) }),
    ],
    ...{ now: Date.now, onTrouble },
  });
  pruner.start();
  const roundLength = await chain.read({ contract: 'beacon', functionName: 'roundLength' });
  const closeRound = createRoundCloser({ chain, roundLength, now: ports.clock });
  const beacon = { roundLength, closeRound };
  const revealer = await startRevealer(ports, beacon);
  const stopAccounts = await startAccounts(ports, { domain, jobs, published, operatorId, beacon });
  return {
    ...{ operatorId, domain, directory, copies, published, closeRound },
    askContract: createAskContract(chain, openContractAnswers(journal)),
    ...{ deposits, consent, withdrawals, jobs, witnesses, opener, issueReceipt },
    routes: [createBlockRoutes(storage)],
    stop: async () => {
      await Promise.all([
        revealer?.stop(),
        stopAccounts(),
        withdrawals.stop(),
        scrubber.stop(),
        copies.stop(),
        pruner.stop(),
      ]);
    },
  };
}

/** Joins reading of deposits: manifests from chain and blocks, texts by grants of custodians, this node among them. */
export function joinReading(ports: Ports, { directory, consent, askContract }: Every, release: ReleaseKeys | null) {
  const { chain, follower, views, network, storage, onTrouble } = ports;
  const { depositLog, consentRegistry } = chain.deployment.contracts;
  const { chainId, client } = chain;
  const checkLeaf = createCheckLeaf({ chainId, client, depositLog, askContract, recover: recoverAccount });
  const readLogs = createReadLogs({ follower, heads: views.heads, storage, checkLeaf, onTrouble });
  const requestKeys = createRequestKeys({
    network,
    account: chain.account,
    chainId,
    consentRegistry,
    custodians: () => directory.peersWith('log'),
    ...(release ? { release } : {}),
  });
  const isBehind = (logs: readonly { readonly logId: number; readonly size: number }[]) =>
    views.heads.logIds().some((id) => {
      const read = logs.find(({ logId }) => logId === id)?.size ?? 0;
      return read < (views.heads.newest(id)?.size ?? 0);
    });
  const library = createLibrary({ readLogs, isBehind, consent, requestKeys, storage });
  return { readLogs, requestKeys, library };
}

/** Tells the chain which peer this operator runs; other nodes know members by it. */
async function bindOwnPeer({ chain, follower, members, identity, network, onTrouble }: Ports): Promise<void> {
  const node = { peerId: network.peerId, peerKey: identity.peerKey, endpoints: network.multiaddrs().join(' ') };
  await bindPeer({ chain, follower, members, ...node }).catch((cause: unknown) =>
    onTrouble({ message: 'the peer could not be bound', cause }),
  );
}

/** The beacon as this node knows it. */
type Beacon = { readonly roundLength: number; readonly closeRound: CloseRound };

/** Reveals for the institution that this node was given the chain of. */
async function startRevealer(ports: Ports, { roundLength }: Beacon): Promise<Duty | null> {
  const { config, chain, views, clock: now, onTrouble } = ports;
  if (!config.beacon) return null;
  const { member, secretFile } = config.beacon;
  const secret = readSecret(secretFile);
  const ends = () => views.audits.open().flatMap(({ isClean, revealUntil }) => (isClean ? [] : [revealUntil]));
  const revealer = createBeaconRevealer(
    { chain, needs: views.beacon, ends, member, secret, roundLength, now, onTrouble },
    { pollMs: config.pollMs },
  );
  revealer.start();
  return revealer;
}

type Accounts = Pick<Every, 'domain' | 'jobs' | 'published' | 'operatorId'> & { readonly beacon: Beacon };

/** Epochs are sealed and opened to verifiers; what was verified is credited and claimed, by operators, who also tidy up. */
async function startAccounts(ports: Ports, accounts: Accounts): Promise<() => Promise<void>> {
  const { config, chain, follower, members, network, views, onTrouble } = ports;
  const { domain, jobs, published, operatorId, beacon } = accounts;
  const shared = {
    ...{ follower, storage: published, onTrouble, work: views.work, operatorId: BigInt(operatorId) },
    chain: sendFolded(chain, follower),
  };
  await createOpener({ network, domain, jobs, operatorOfPeer: members.operatorOfPeer }).start();
  const { closeRound } = beacon;
  const sealer = createSealer({ ...shared, jobs, closeRound }, { epochSeconds: config.epochSeconds });
  const pollMs = Math.max(1_000, config.pollMs);
  const ofOperators =
    operatorId === 0 ? [] : [await openKeeper(ports, accounts), createCreditClaimer(shared, { pollMs })];
  const services = [sealer, ...ofOperators];
  for (const service of services) service.start();
  return async () => void (await Promise.all(services.map((service) => service.stop())));
}

/** Joins what this operator does for itself as soon as it can, and for everyone when nobody else did. */
async function openKeeper(ports: Ports, { operatorId, beacon }: Accounts): Promise<Duty> {
  const { config, follower, members, views, clock: now, onTrouble } = ports;
  const { audits: book, beacon: needs, models, runs, upkeep, work } = views;
  const shared = { chain: sendFolded(ports.chain, follower), operatorId };
  const { entryPeriod } = await ports.chain.read({ contract: 'workLedger', functionName: 'settings' });
  const closedRuns = () =>
    models.closedRuns().map((runId) => ({ runId, operatorId: runs.find(runId)?.operatorId ?? 0 }));
  const sources = [
    ...(config.roles.includes('verifier') ? [enlistChores(shared)] : []),
    auditChores({ ...shared, book }),
    pledgeChores({ ...shared, units: BigInt(config.pledgeUnitsPerDay), now }),
    runChores({ ...shared, book, closedRuns }),
    chamberChores({ ...shared, work, upkeep, entryPeriod, now }),
    tidyChores({ ...shared, upkeep, isActive: members.isActive, now }),
    strikeChores({ ...shared, ...beacon, now, revealedIn: needs.revealedIn, revealsOf: needs.revealsOf }),
  ];
  return createKeeper(
    { sources, operatorId, closeRound: beacon.closeRound, now, onTrouble },
    { pollMs: Math.max(1_000, config.pollMs), patience: config.patienceSeconds },
  );
}

/** The lowest link of an institution's chain. @throws BadConfigError */
function readSecret(path: string): Hex {
  try {
    return bytes32.parse(readFileSync(path, 'utf8').trim());
  } catch (cause) {
    throw new BadConfigError(path, 'it does not hold the secret of a beacon: 32 bytes as hex', cause);
  }
}
