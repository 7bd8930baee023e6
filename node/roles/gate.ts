import { signOrder } from '../../protocol/work/job.ts';
import { verifyReceipt } from '../../protocol/work/workReceipt.ts';
import { createClassifyRoutes } from '../api/classify.ts';
import { createDirectoryRoutes } from '../api/directory.ts';
import { createModelRoutes } from '../api/models.ts';
import { createOpenAiRoutes } from '../api/openai.ts';
import { createSearchRoutes } from '../api/search.ts';
import { createReceiptRoutes } from '../api/workReceipts.ts';
import { KINDS } from '../experts/kinds/kinds.ts';
import { createAsk } from '../gates/ask.ts';
import { createAttempts } from '../gates/attempt.ts';
import { createBreaker } from '../gates/breaker.ts';
import { createCallExpert } from '../gates/callExpert.ts';
import { createGather } from '../gates/gather.ts';
import { createLearner } from '../gates/learn.ts';
import { withLoopback } from '../gates/loopback.ts';
import { createRandom } from '../gates/score.ts';
import { openWitnesses } from '../journal/witnesses.ts';
import type { Ports } from '../ports.ts';
import type { Every } from './every.ts';
import type { JoinedExperts } from './expert.ts';

/** Joins the gate: questions come in over HTTP and go to experts over libp2p, or to those of this very node. */
export function joinGate(ports: Ports, every: Every, experts: JoinedExperts | null) {
  const { chain, network, journal } = ports;
  const { directory, domain, jobs } = every;
  const account = chain.account.address;
  const witnesses = openWitnesses(journal);
  const breaker = createBreaker({ now: Date.now });
  const learner = createLearner();
  const callExpert = createCallExpert({
    call: experts ? withLoopback(network, experts.server.answer) : network.call,
    gate: account,
    signOrder: (order) => signOrder(chain.account, domain, order),
    verifyReceipt: (receipt, signature) => verifyReceipt(domain, receipt, signature),
    onReceipt: witnesses.record,
  });
  const components = {
    ...{ directory, breaker, learner, kinds: KINDS },
    attempts: createAttempts({ callExpert, breaker }),
    random: createRandom(crypto.getRandomValues(new Uint32Array(1))[0] ?? 1),
    gate: { peerId: network.peerId, account },
  };
  const gather = createGather(components);
  return {
    routes: [
      createOpenAiRoutes({ ask: createAsk(components) }),
      createModelRoutes({ directory, kinds: KINDS }),
      createClassifyRoutes({ gather }),
      createSearchRoutes({ gather }),
      createReceiptRoutes({ jobs, witnesses }),
      createDirectoryRoutes({ directory, breaker, learner }),
    ],
  };
}
