import { generateKeyPair } from '@libp2p/crypto/keys';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { bytesToHex, type Hex, keccak256, toHex, zeroHash } from 'viem';
import { createReceiptIssuer } from '../../../node/experts/issueReceipt.ts';
import { KINDS } from '../../../node/experts/kinds/kinds.ts';
import { createPublisher } from '../../../node/experts/publish.ts';
import { createRestorer } from '../../../node/experts/restore.ts';
import { createExpertServer } from '../../../node/experts/serve.ts';
import { toPeerId } from '../../../node/identity/peerKey.ts';
import { openAudits } from '../../../node/journal/audits.ts';
import { openServedJobs, type ServedJobs } from '../../../node/journal/servedJobs.ts';
import { openViews } from '../../../node/views.ts';
import { auditChores } from '../../../node/work/chores.ts';
import { createKeeper } from '../../../node/work/keep.ts';
import { createOpener } from '../../../node/work/openReceipts.ts';
import { createSealer } from '../../../node/work/seal.ts';
import { createVerifier } from '../../../node/work/verify.ts';
import type { JobOutput } from '../../../protocol/messages/ask.ts';
import { keyOfEpoch } from '../../../protocol/work/auditKey.ts';
import { epochAt } from '../../../protocol/work/epoch.ts';
import { signResult, verifyOrder } from '../../../protocol/work/job.ts';
import { signReceipt, verifyReceipt } from '../../../protocol/work/workReceipt.ts';
import { type createCommons, domain, EPOCH_SECONDS } from '../gates/commons.ts';
import { createGenerator, decoder } from '../gates/experts.ts';
import { createMemoryChain, createMemoryStorage, HOURS, STAGE } from './memoryChain.ts';

export const GROUPS = {
  server: keccak256(toHex('one')),
  verifier: keccak256(toHex('two')),
  gate: keccak256(toHex('three')),
};

type Commons = ReturnType<typeof createCommons>;
type Answer = ReturnType<typeof decoder>['answer'];

export type RoundOptions = {
  /** What the serving node makes of an output. */
  readonly tamper?: (output: JobOutput) => JobOutput;
  /** What it answers with instead of what it published. */
  readonly answer?: Answer;
  /** What of its jobs it opens to verifiers. */
  readonly show?: (jobs: ServedJobs) => Pick<ServedJobs, 'epoch' | 'jobAt' | 'keepResult'>;
  /** Whether the gate asks audit questions of its own. */
  readonly isCurious?: boolean;
  /** Unix milliseconds. */
  readonly clock?: { now: number };
};

/** A node that serves one decoder, a gate that asks it, and a verifier of another group. */
export async function setUpRound(commons: Commons, options: RoundOptions = {}) {
  const { tamper = (output) => output, answer: answerBy, show = (jobs) => jobs, clock = { now: 15_000_000 } } = options;
  const storage = createMemoryStorage();
  const newPeer = async () => peerIdFromPrivateKey(await generateKeyPair('secp256k1'));
  const [serving, verifying] = await Promise.all([newPeer(), newPeer()]);
  /** Where the gate is found, whose it is, and whether it takes the epoch for sealed. */
  const world = { gatePeer: 'gate', gateGroup: GROUPS.gate, isSealed: () => true };
  const gate = await commons.addGate('gate', {
    now: () => clock.now,
    isCurious: options.isCurious ?? false,
    isSealed: () => world.isSealed(),
  });
  const node = await commons.addNode(serving.toString(), [{ expertId: 1, version: decoder('base') }]);
  const checker = commons.enrol(verifying.toString());
  const views = openViews(node.journal, BigInt(node.operatorId));
  const chain = createMemoryChain(views.folds);
  chain.lot.panel = [BigInt(checker.operatorId)];
  const { follower } = chain;
  const troubles: unknown[] = [];
  const onTrouble = (trouble: unknown) => void troubles.push(trouble);
  const bind = (id: number, account: Hex, group: Hex, peer: typeof serving) =>
    chain.addOperator(BigInt(id), { account, group, peerId: bytesToHex(peer.toMultihash().bytes) });
  bind(node.operatorId, node.account.address, GROUPS.server, serving);
  bind(checker.operatorId, checker.account.address, GROUPS.verifier, verifying);

  const served = await createPublisher({
    ...{ follower, storage, experts: views.experts, operatorId: node.operatorId },
    chain: chain.as(node.account.address),
  })(decoder('base'), []);
  const version = {
    ...served.version,
    answer: async (...args: Parameters<typeof served.version.answer>) => {
      const answer = await (answerBy ?? served.version.answer)(...args);
      return { ...answer, output: tamper(answer.output) };
    },
  };
  const issueReceipt = createReceiptIssuer({
    account: node.account,
    sign: (receipt) => signReceipt(node.account, domain, receipt),
    jobs: node.jobs,
    now: () => clock.now,
    epochAt: (milliseconds) => epochAt(milliseconds, EPOCH_SECONDS),
  });
  const { isActiveOperator } = commons.members;
  const server = createExpertServer({
    network: node.network,
    domain,
    isActiveOperator,
    mayServe: async () => true,
    jobs: node.jobs,
    issueReceipt,
    kinds: KINDS,
    mayQuote: () => true,
  });
  await server.start();
  server.serve({ ...served, version });
  await node.publish();
  const asOperator = chain.as(node.account.address);
  const { operatorOfPeer } = commons.members;
  const opener = createOpener({ ...{ network: node.network, domain, operatorOfPeer }, jobs: show(node.jobs) });
  await opener.start();
  const closeRound = async (time: number) => {
    asOperator.send({ contract: 'beacon', functionName: 'close', args: [time] });
  };
  const openSealer = () =>
    createSealer(
      {
        jobs: openServedJobs(node.journal),
        ...{ follower, storage, onTrouble, work: views.work, closeRound },
        chain: chain.as(node.account.address),
        operatorId: BigInt(node.operatorId),
        now: () => clock.now,
      },
      { epochSeconds: EPOCH_SECONDS },
    );
  const honest = decoder('base').manifest;
  const restore = createRestorer({
    storage,
    readTexts: async () => null,
    decoder: {
      generator: createGenerator(),
      decodeAdapter: () => undefined as never,
      base: { base: honest.base!, tokenizer: honest.tokenizer!, runtimeClass: honest.runtimeClass },
    },
  });
  const audits = openAudits(node.journal);
  const runs: number[] = [];
  /** From this recomputation on, none of them ends before the time does. */
  const slow = { from: Number.POSITIVE_INFINITY, count: 0 };
  const restoreSlowly: typeof restore = async (...args) => {
    const version = await restore(...args);
    if (!version) return null;
    return {
      ...version,
      answer: async (input, options) => {
        slow.count += 1;
        if (slow.count >= slow.from) await new Promise((_, fail) => options.signal.addEventListener('abort', fail));
        return version.answer(input, options);
      },
    };
  };
  /** Lists of faults beside those on chain, as other verifiers may name them. */
  const accusations: string[] = [];
  const book = { ...views.audits, faultLists: () => accusations };
  const openVerifier = (options: { readonly roundMs?: number } = {}) =>
    createVerifier(
      {
        ...{ follower, storage, audits, onTrouble, book, restore: restoreSlowly, now: chain.time },
        chain: chain.as(checker.account.address),
        checkRun: async (runId) => {
          runs.push(runId);
          return { verdict: 'PASS', reason: 'everything agrees' };
        },
        peersOf: (id) => (id === gate.operatorId ? [world.gatePeer] : views.peers.of(id).map(toPeerId)),
        groupOf: (id) => (id === node.operatorId ? GROUPS.server : null),
        operatorOf: (account) =>
          account === gate.account.address ? { operatorId: gate.operatorId, group: world.gateGroup } : null,
        verifyOrder: (order, signature) => verifyOrder(domain, order, signature),
        signResult: (result) => signResult(checker.account, domain, result),
        operatorId: checker.operatorId,
        call: commons.hub.join(verifying.toString()).call,
        verifyReceipt: (receipt, signature) => verifyReceipt(domain, receipt, signature),
      },
      options,
    );
  /** The operator's own keeper, or that of a node that gains nothing by the audit. */
  const openKeeper = (operatorId = node.operatorId, patience = 60) =>
    createKeeper(
      {
        ...{ operatorId, closeRound, onTrouble, now: chain.time },
        sources: [auditChores({ chain: chain.as(node.account.address), operatorId, book: views.audits })],
      },
      { patience },
    );
  const ask = async (prompt: string, isOpenable: boolean) => {
    const question = {
      model: '1',
      text: prompt,
      prompt,
      maxTokens: 6,
      temperature: 0,
      stop: [],
      seed: 3n,
      isOpenable,
      asker: zeroHash,
    };
    for await (const event of gate.ask(question)) if (event.type === 'done') return event.record;
    throw new Error('no record');
  };
  const epoch = epochAt(clock.now, EPOCH_SECONDS);
  const endEpoch = () => {
    clock.now += EPOCH_SECONDS * 1000;
  };
  const key = `${node.operatorId} ${epoch}`;
  const audit = keyOfEpoch(BigInt(node.operatorId), BigInt(epoch));
  const said = (stage: number = STAGE.first) => chain.revealed.get(`${audit} ${stage} ${checker.operatorId}`);
  const stage = () => chain.audits.get(audit)?.stage;
  const sealOf = async (prompts: readonly string[], isOpen = true) => {
    for (const prompt of prompts) await ask(prompt, isOpen);
    endEpoch();
    await openSealer().run();
  };
  const services = { openSealer, openVerifier, openKeeper, sealOf };
  const blind = { server, honest: served.version, book: views.audits, checkerPeer: verifying.toString() };
  const facts = {
    ...blind,
    faulted: views.audits.faulted,
    now: () => clock.now / 1_000,
    gate,
    opener,
    world,
    accusations,
    slow,
    epoch,
    key,
    audit,
    said,
    stage,
    runs,
    troubles,
    checker,
  };
  return { chain, storage, node, ask, endEpoch, ...services, audits, ...facts };
}

/** Lets one verifier live through the hours of a panel. */
export async function judge(it: Awaited<ReturnType<typeof setUpRound>>): Promise<void> {
  await it.openVerifier().run();
  it.chain.wait(HOURS.commit);
  await it.openVerifier().run();
  it.chain.wait(HOURS.reveal);
}
