import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address, LocalAccount } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import type { ExpertVersion, ServedExpert } from '../../../node/experts/expert.ts';
import { createReceiptIssuer } from '../../../node/experts/issueReceipt.ts';
import { KINDS } from '../../../node/experts/kinds/kinds.ts';
import { createExpertServer, type ExpertServerComponents } from '../../../node/experts/serve.ts';
import { createAnnouncer } from '../../../node/gates/announce.ts';
import { type AskOptions, createAsk } from '../../../node/gates/ask.ts';
import { createAttempts } from '../../../node/gates/attempt.ts';
import { createBreaker } from '../../../node/gates/breaker.ts';
import { type CallExpertOptions, createCallExpert } from '../../../node/gates/callExpert.ts';
import { createCanaries } from '../../../node/gates/canaries.ts';
import { createDirectory } from '../../../node/gates/directory.ts';
import { createGather } from '../../../node/gates/gather.ts';
import { createLearner } from '../../../node/gates/learn.ts';
import { createConsentOpener } from '../../../node/gates/openConsent.ts';
import { createRandom } from '../../../node/gates/score.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { openServedJobs } from '../../../node/journal/servedJobs.ts';
import { openWitnesses } from '../../../node/journal/witnesses.ts';
import { adapterHash, encodeManifest } from '../../../protocol/blocks/expertManifest.ts';
import type { Lease } from '../../../protocol/messages/lease.ts';
import { epochAt } from '../../../protocol/work/epoch.ts';
import { signOrder } from '../../../protocol/work/job.ts';
import { type SigningDomain, signReceipt, verifyReceipt } from '../../../protocol/work/workReceipt.ts';
import { createHub } from './hub.ts';

export const domain: SigningDomain = { chainId: 31337, receiptBook: '0x00000000000000000000000000000000000000b0' };
export const EPOCH_SECONDS = 15;

type Lending = {
  readonly expertId: number;
  readonly version: ExpertVersion;
  readonly centroids?: readonly Uint8Array[];
};

/** A commons in memory: gates and expert nodes with real servers, journals and signatures, on a network in memory. */
export function createCommons() {
  const hub = createHub();
  const folder = mkdtempSync(join(tmpdir(), 'tilth-gates-'));
  const operators = new Map<string, { operatorId: number; account: Address }>();
  const owners = new Map<number, number>();
  const closing: (() => void)[] = [];

  const members = {
    operatorOfPeer: async (peerId: string) => operators.get(peerId) ?? null,
    isActiveOperator: async (account: Address) => [...operators.values()].some((it) => it.account === account),
    isExpertOf: async (expertId: number, operatorId: number) => owners.get(expertId) === operatorId,
  };
  const enrol = (peerId: string): { account: LocalAccount; operatorId: number } => {
    const account = privateKeyToAccount(generatePrivateKey());
    const operatorId = operators.size + 1;
    operators.set(peerId, { operatorId, account: account.address });
    return { account, operatorId };
  };
  const openFile = (peerId: string) => {
    const journal = openJournal(join(folder, `${peerId}.sqlite`));
    closing.push(() => journal.close());
    return journal;
  };

  const lease = (
    operatorId: number,
    roles: Lease['roles'],
    experts: Lease['experts'],
    load = { queue: 0, capacity: 1 },
  ) => ({
    operatorId,
    roles,
    experts,
    ...load,
    multiaddrs: [],
    api: '',
  });

  /** Announces experts that are answered by whatever handler the test installs on the network. */
  const announce = async (peerId: string, operatorId: number, lendings: readonly Lending[]) => {
    const network = hub.join(peerId);
    const experts = await Promise.all(
      lendings.map(async ({ expertId, version, centroids = [] }) => {
        owners.set(expertId, operatorId);
        const { kind, domain: about } = version.manifest;
        const { digest: hash } = encodeManifest(version.manifest);
        return {
          expertId,
          kind,
          domain: about,
          manifestHash: hash,
          adapterHash: adapterHash(version.manifest),
          centroids: centroids.map((centroid) => new Uint8Array(centroid)),
          context: version.context ?? null,
        };
      }),
    );
    const directory = createDirectory({ network, members });
    const describe = () => lease(operatorId, ['expert'], experts);
    return { network, publish: createAnnouncer({ network, directory, describe }).announce };
  };

  const addNode = async (
    peerId: string,
    lendings: readonly Lending[],
    options: { waiting?: number; now?: () => number; kinds?: typeof KINDS; mayServe?: () => boolean } & Partial<
      Pick<ExpertServerComponents, 'mayQuote'>
    > = {},
  ) => {
    const { account, operatorId } = enrol(peerId);
    const { network, publish } = await announce(peerId, operatorId, lendings);
    const journal = openFile(peerId);
    const jobs = openServedJobs(journal);
    const issueReceipt = createReceiptIssuer({
      account,
      sign: (receipt) => signReceipt(account, domain, receipt),
      jobs,
      now: options.now ?? Date.now,
      epochAt: (milliseconds) => epochAt(milliseconds, EPOCH_SECONDS),
    });
    const failures: unknown[] = [];
    const server = createExpertServer(
      {
        network,
        domain,
        isActiveOperator: members.isActiveOperator,
        mayServe: async () => options.mayServe?.() ?? true,
        jobs,
        issueReceipt,
        kinds: options.kinds ?? KINDS,
        mayQuote: options.mayQuote ?? (() => true),
        onFailure: (e) => failures.push(e),
      },
      options,
    );
    await server.start();
    for (const { expertId, version, centroids = [] } of lendings) {
      const { cid } = encodeManifest(version.manifest);
      const served: ServedExpert = { expertId: BigInt(expertId), manifestCid: cid, version, centroids };
      server.serve(served);
    }
    return {
      peerId,
      account,
      operatorId,
      network,
      server,
      jobs,
      journal,
      failures,
      publish,
      kill: () => hub.kill(peerId),
    };
  };

  const addGate = async (
    peerId: string,
    options: {
      ask?: AskOptions;
      call?: CallExpertOptions;
      seed?: number;
      now?: () => number;
      kinds?: typeof KINDS;
      /** Whether it asks audit questions of its own. */
      isCurious?: boolean;
      isSealed?: () => boolean;
    } = {},
  ) => {
    const { account, operatorId } = enrol(peerId);
    const network = hub.join(peerId);
    const witnesses = openWitnesses(openFile(peerId));
    const directory = createDirectory({ network, members });
    await directory.start();
    const announcer = createAnnouncer({ network, directory, describe: () => lease(operatorId, ['gate'], []) });
    announcer.start();
    closing.push(() => void announcer.stop());
    const { kinds = KINDS } = options;
    const breaker = createBreaker({ now: options.now ?? Date.now });
    const learner = createLearner();
    const callExpert = createCallExpert(
      {
        call: network.call,
        gate: account.address,
        signOrder: (order) => signOrder(account, domain, order),
        verifyReceipt: (receipt, signature) => verifyReceipt(domain, receipt, signature),
        onReceipt: witnesses.record,
      },
      { firstFrameMs: 400, nextFrameMs: 400, ...options.call },
    );
    const faulted = new Set<number>();
    const isSealed = options.isSealed ?? (() => true);
    await createConsentOpener({ network, openingOf: witnesses.opening, isSealed, isMember: async () => true }).start();
    const gate = { peerId, account: account.address };
    const components = {
      directory,
      attempts: createAttempts({ callExpert, breaker }),
      breaker,
      learner,
      faulted: () => faulted,
      random: createRandom(options.seed ?? 7),
      gate,
      kinds,
    };
    const plain = {
      ask: createAsk(components, { deadlineMs: 8_000, alternativeMs: 1_000, ...options.ask }),
      gather: createGather(components),
    };
    const canaries = createCanaries(
      {
        ...{ asking: plain, auditing: plain, candidates: directory.candidates, faulted: () => faulted },
        ...{ isOwn: () => false, random: () => 0, now: options.now ?? Date.now },
      },
      { epochSeconds: EPOCH_SECONDS },
    );
    closing.push(canaries.stop);
    const { ask, gather } = options.isCurious ? canaries : plain;
    return {
      account,
      operatorId,
      faulted,
      network,
      directory,
      breaker,
      learner,
      callExpert,
      witnesses,
      ask,
      gather,
      kinds,
    };
  };

  const close = () => {
    for (const end of closing) end();
    rmSync(folder, { recursive: true, force: true });
  };
  return { hub, members, operators, owners, enrol, announce, addNode, addGate, close };
}
