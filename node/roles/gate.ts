import { gateSessionTypedData } from '../../protocol/typedData/gateSession.ts';
import { voucherTypedData } from '../../protocol/typedData/voucher.ts';
import { epochAt } from '../../protocol/work/epoch.ts';
import { signOrder } from '../../protocol/work/job.ts';
import { verifyReceipt } from '../../protocol/work/workReceipt.ts';
import { createDoor } from '../api/admit.ts';
import { createClassifyRoutes } from '../api/classify.ts';
import { createDirectoryRoutes } from '../api/directory.ts';
import { createModelRoutes } from '../api/models.ts';
import { createOpenAiRoutes } from '../api/openai.ts';
import { createSearchRoutes } from '../api/search.ts';
import { createReceiptRoutes } from '../api/workReceipts.ts';
import { createIsSignedBy } from '../chain/isSignedBy.ts';
import { createDuty } from '../duty.ts';
import { KINDS } from '../experts/kinds/kinds.ts';
import { createAdmission } from '../gates/admission.ts';
import { createAsk } from '../gates/ask.ts';
import { createAttempts } from '../gates/attempt.ts';
import { createBreaker } from '../gates/breaker.ts';
import { createCallExpert } from '../gates/callExpert.ts';
import { createCanaries } from '../gates/canaries.ts';
import { createGather } from '../gates/gather.ts';
import { createLearner } from '../gates/learn.ts';
import { withLoopback } from '../gates/loopback.ts';
import { createRandom } from '../gates/score.ts';
import { createSilence } from '../gates/silence.ts';
import { createVisitors } from '../gates/visitors.ts';
import { openAllotments } from '../journal/allotments.ts';
import type { Ports } from '../ports.ts';
import { createRedeemer } from '../work/redeemVouchers.ts';
import type { Every } from './every.ts';
import type { JoinedExperts } from './expert.ts';

/** How long questions that were opened to verifiers are kept: longer than an audit of any stage takes. */
const KEPT = { epochs: 240, seconds: 30 * 24 * 3_600 };

/** Audit questions wait for every answer: only one that is given can be checked. */
const AUDIT = { deadlineMs: 60_000, alternativeMs: 55_000 };

/** Joins the gate: questions come in over HTTP and go to experts over libp2p, or to those of this very node. */
export async function joinGate(ports: Ports, every: Every, experts: JoinedExperts | null) {
  const { config, chain, network, views, onTrouble } = ports;
  const { directory, domain, jobs, witnesses } = every;
  const account = chain.account.address;
  const breaker = createBreaker({ now: Date.now });
  const learner = createLearner();
  const callExpert = createCallExpert({
    call: experts ? withLoopback(network, experts.server.answer) : network.call,
    gate: account,
    signOrder: (order) => signOrder(chain.account, domain, order),
    verifyReceipt: (receipt, signature) => verifyReceipt(domain, receipt, signature),
    // The answer is good all the same; it only cannot be shown, or opened, later.
    onReceipt: (witness, opening) =>
      witnesses
        .record(witness, opening)
        .catch((cause: unknown) => onTrouble({ message: 'a receipt was not kept', cause })),
  });
  const { epochSeconds } = config;
  const kept = Math.min(KEPT.epochs, Math.ceil(KEPT.seconds / epochSeconds));
  const tidy = createDuty({
    name: 'forgetting opened questions',
    every: epochSeconds * 1_000,
    work: async () => witnesses.forgetOpenings(epochAt(Date.now(), epochSeconds) - kept),
    onTrouble,
  });
  tidy.start();
  const random = createRandom(crypto.getRandomValues(new Uint32Array(1))[0] ?? 1);
  const groupOf = (id: number) => views.memberRows.operator(id)?.group;
  const isOwn = (id: number) => groupOf(id) === groupOf(every.operatorId);
  const silent = createSilence(
    {
      ...{ isOwn, openedEpochs: witnesses.openedEpochs },
      operatorOf: (one) => views.memberRows.accountOf(one)?.identityId ?? null,
      wasChecked: views.audits.wasChecked,
      changes: views.audits.changes,
      now: () => Number(ports.follower.head().timestamp),
    },
    { epochSeconds, patienceSeconds: await readPatience(ports), epochs: config.gate.silentEpochs },
  );
  const faulted = () => new Set([...views.audits.faulted(), ...silent()]);
  const components = {
    ...{ directory, breaker, learner, random, faulted, kinds: KINDS },
    attempts: createAttempts({ callExpert, breaker }),
    gate: { peerId: network.peerId, account },
  };
  const unlearned = { ...components, learner: { ...learner, learn: () => {} } };
  const {
    ask,
    gather,
    stop: stopCanaries,
  } = createCanaries(
    {
      asking: { ask: createAsk(components), gather: createGather(components) },
      auditing: { ask: createAsk(unlearned, AUDIT), gather: createGather(unlearned) },
      ...{ candidates: directory.candidates, faulted, isOwn, now: Date.now },
    },
    { epochSeconds },
  );
  const { door, stop } = await openDoor(ports, every);
  return {
    stop: async () => {
      stopCanaries();
      await Promise.all([tidy.stop(), stop()]);
    },
    routes: [
      createOpenAiRoutes({ ask, door }),
      createModelRoutes({ directory, kinds: KINDS }),
      createClassifyRoutes({ gather, door }),
      createSearchRoutes({ gather, door }),
      createReceiptRoutes({ jobs, witnesses }),
      createDirectoryRoutes({ directory, breaker, learner, gate: { account, operator: every.operatorId } }),
    ],
  };
}

/** Seconds after the end of an epoch in which honest work is sealed, drawn and looked into by a first panel. */
async function readPatience({ chain, config }: Ports): Promise<number> {
  const [{ commitPeriod, revealPeriod }, roundLength] = await Promise.all([
    chain.read({ contract: 'spotCheck', functionName: 'settings' }),
    chain.read({ contract: 'beacon', functionName: 'roundLength' }),
  ]);
  return config.epochSeconds + config.patienceSeconds + 2 * roundLength + commitPeriod + revealPeriod;
}

/** Opens the door of a gate: members come first up to their floor, then whoever gave more, then everyone else. */
async function openDoor(ports: Ports, { operatorId }: Every) {
  const { config, chain, follower, identity, members, journal, onTrouble } = ports;
  const { chainId, deployment } = chain;
  const { identityRegistry, commonsPool } = deployment.contracts;
  const book = openAllotments(journal);
  const length = await chain.read({ contract: 'commonsPool', functionName: 'day' });
  const period = () => Math.floor(Number(follower.head().timestamp) / length);
  const gate = chain.account.address;
  const isSignedBy = createIsSignedBy(chain);
  const visitors = createVisitors({
    ...{ gate, operatorId, book, period },
    identityOf: members.identityOf,
    available: (id) => chain.read({ contract: 'commonsPool', functionName: 'available', args: [BigInt(id)] }),
    priorityOf: (account) =>
      chain.read({ contract: 'contributionCredits', functionName: 'priorityOf', args: [account] }),
    verifySession: ({ account, until, signature }) => {
      const session = { account, gate, until: BigInt(until) };
      return isSignedBy(account, gateSessionTypedData({ chainId, identityRegistry, session }), signature);
    },
    verifyVoucher: (account, { identityId, operatorId: named, cumulative, signature }) => {
      const voucher = {
        identityId: BigInt(identityId),
        operatorId: BigInt(named),
        cumulative: BigInt(cumulative),
      };
      return isSignedBy(account, voucherTypedData({ chainId, commonsPool, voucher }), signature);
    },
  });
  const redeemer = createRedeemer({ chain, book, period, operatorId: BigInt(operatorId), onTrouble });
  if (operatorId !== 0) redeemer.start();
  const admission = createAdmission(config.gate);
  return { door: createDoor({ admission, visitors, askerKey: identity.askerKey }), stop: redeemer.stop };
}
