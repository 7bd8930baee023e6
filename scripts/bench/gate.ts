import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair } from '@libp2p/crypto/keys';
import { zeroHash } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { createReceiptIssuer } from '../../node/experts/issueReceipt.ts';
import { KINDS } from '../../node/experts/kinds/kinds.ts';
import { createRetrievalExpert } from '../../node/experts/kinds/retrieval.ts';
import { createExpertServer } from '../../node/experts/serve.ts';
import { createAttempts } from '../../node/gates/attempt.ts';
import { createBreaker } from '../../node/gates/breaker.ts';
import { createCallExpert } from '../../node/gates/callExpert.ts';
import type { Candidate } from '../../node/gates/candidates.ts';
import { createGather } from '../../node/gates/gather.ts';
import { createLearner } from '../../node/gates/learn.ts';
import { planRoute } from '../../node/gates/route.ts';
import { createRandom } from '../../node/gates/score.ts';
import { openJournal } from '../../node/journal/journal.ts';
import { openServedJobs } from '../../node/journal/servedJobs.ts';
import { createNetwork } from '../../node/network/createNetwork.ts';
import { startHost } from '../../node/network/host.ts';
import { encodeDepositList } from '../../protocol/blocks/depositList.ts';
import { encodeManifest } from '../../protocol/blocks/expertManifest.ts';
import { embed } from '../../protocol/embedding/embed.ts';
import { signOrder } from '../../protocol/work/job.ts';
import { type SigningDomain, signReceipt, verifyReceipt } from '../../protocol/work/workReceipt.ts';
import type { Figure } from './figure.ts';

const ROUNDS = 200;
const NOBODY: ReadonlySet<number> = new Set();
const WARM_UP = 30;
const domain: SigningDomain = { chainId: 31337, receiptBook: '0x00000000000000000000000000000000000000b0' };
const input = { kind: 'retrieve', query: 'How deep is the common well?', limit: 3, asker: zeroHash } as const;
const isOpenable = false;

/** Measures what the gate adds to a direct call of the same expert, over TCP, in the same run; and its decisions alone. */
export async function benchGate(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tilth-bench-'));
  const [serving, asking] = await Promise.all([openNetwork(), openNetwork()]);
  const journal = openJournal(join(folder, 'journal.sqlite'));
  try {
    const node = await startExpert(serving, journal);
    await asking.connect(serving.multiaddrs()[0] ?? '');
    const { direct, gated } = await race(asking, node);
    const overhead = (share: number) => quantile(gated, share) - quantile(direct, share);
    return [
      figure('direct call of an expert, p50', quantile(direct, 0.5)),
      figure('direct call of an expert, p99', quantile(direct, 0.99)),
      figure('gate overhead, p50', overhead(0.5), { limit: 2, peer: 'LiteLLM 2 ms (4 instances, published)' }),
      figure('gate overhead, p99', overhead(0.99), { limit: 15, peer: 'LiteLLM 13 ms (4 instances, published)' }),
      { ...figure('gate call / direct call, p50', quantile(gated, 0.5) / quantile(direct, 0.5)), unit: 'x' },
      figure('decision over 40 experts, p50', decisionTime(40), { limit: 0.1 }),
      figure('decision over 20,000 experts, p50', decisionTime(20_000), { limit: 2 }),
    ];
  } finally {
    await Promise.all([serving.stop(), asking.stop()]);
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openNetwork() {
  const privateKey = await generateKeyPair('Ed25519');
  return createNetwork({ host: await startHost({ privateKey, listen: ['/ip4/127.0.0.1/tcp/0'] }) });
}

async function startExpert(network: Awaited<ReturnType<typeof openNetwork>>, journal: ReturnType<typeof openJournal>) {
  const account = privateKeyToAccount(generatePrivateKey());
  const { cid: list } = encodeDepositList(['sub:bafybench']);
  const texts = [{ id: 'sub:bafybench', text: 'The common well is 11 m deep.\n\nIt is lined with oak staves.' }];
  const version = createRetrievalExpert(texts, { domain: 'technical', corpus: { logs: [], list } });
  const { cid: manifestCid, digest: manifestHash } = encodeManifest(version.manifest);
  const jobs = openServedJobs(journal);
  const issueReceipt = createReceiptIssuer({
    account,
    sign: (receipt) => signReceipt(account, domain, receipt),
    jobs,
    now: Date.now,
    epochAt: () => 1,
  });
  const server = createExpertServer({
    network,
    domain,
    isActiveOperator: async () => true,
    mayServe: async () => true,
    jobs,
    issueReceipt,
    kinds: KINDS,
    mayQuote: () => true,
  });
  await server.start();
  server.serve({ expertId: 1n, manifestCid, version, centroids: [] });
  const candidate: Candidate = {
    ...blank('1', embed(texts[0]?.text ?? '')),
    peerId: network.peerId,
    account: account.address,
    manifestHash,
  };
  return candidate;
}

/** Calls the expert directly and through the gate by turns, so that both meet the same machine. */
async function race(network: Awaited<ReturnType<typeof openNetwork>>, candidate: Candidate) {
  const account = privateKeyToAccount(generatePrivateKey());
  const callExpert = createCallExpert({
    call: network.call,
    gate: account.address,
    signOrder: (order) => signOrder(account, domain, order),
    verifyReceipt: (receipt, signature) => verifyReceipt(domain, receipt, signature),
  });
  const breaker = createBreaker({ now: Date.now });
  const gather = createGather({
    directory: { candidates: () => [candidate], leases: () => [] },
    attempts: createAttempts({ callExpert, breaker }),
    breaker,
    learner: createLearner(),
    random: createRandom(1),
    faulted: () => NOBODY,
    kinds: KINDS,
    gate: { peerId: network.peerId, account: account.address },
  });
  const direct: number[] = [];
  const gated: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const { signal } = new AbortController();
    const ways = [
      [direct, () => callExpert({ candidate, input, isOpenable, seed: 0n, signal })],
      [gated, () => gather({ model: 'auto', input, isOpenable, width: 1 })],
    ] as const;
    for (const [times, call] of round % 2 === 0 ? ways : [...ways].reverse()) {
      const started = performance.now();
      await call();
      if (round >= WARM_UP) times.push(performance.now() - started);
    }
  }
  return { direct, gated };
}

function decisionTime(experts: number): number {
  const random = createRandom(experts);
  const candidates = Array.from({ length: experts }, (_, i) => {
    return blank(String(i), embed(`${random()} words of expert ${i % 50} ${random()}`), `domain${i % 50}`);
  });
  const learner = createLearner();
  const breaker = createBreaker({ now: Date.now });
  const vector = embed('words of expert 7');
  const parts = {
    candidates,
    kinds: KINDS,
    learner,
    breaker,
    random,
    faulted: () => NOBODY,
    gates: 2,
    inFlight: () => 0,
  };
  const times = Array.from({ length: experts > 1_000 ? 15 : 200 }, () => {
    const started = performance.now();
    planRoute(parts, { input: 'retrieve', selector: { by: 'auto' }, vector });
    return performance.now() - started;
  });
  return quantile(times, 0.5);
}

function blank(expertId: string, centroid: Float32Array, about = 'technical'): Candidate {
  return {
    expertId,
    peerId: '',
    operatorId: 1,
    account: '0x00000000000000000000000000000000000000a1',
    kind: 'retrieval',
    domain: about,
    manifestHash: zeroHash,
    adapterHash: zeroHash,
    centroids: [centroid],
    context: null,
    queue: 0,
    capacity: 1,
  };
}

function quantile(values: readonly number[], share: number): number {
  return (
    [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
  );
}

function figure(name: string, value: number, { limit, peer }: { limit?: number; peer?: string } = {}): Figure {
  return {
    name: `gate: ${name}`,
    value: Math.round(value * 1_000) / 1_000,
    unit: 'ms',
    target: limit === undefined ? null : `< ${limit} ms`,
    peer: peer ?? null,
    met: limit === undefined ? null : value < limit,
  };
}
