import { signOrder } from '../protocol/work/order.ts';
import { type SigningDomain, verifyReceipt } from '../protocol/work/workReceipt.ts';
import type { RouteGroup } from './api/server.ts';
import type { JoinedDirectory } from './joinDirectory.ts';
import type { JoinedExperts } from './joinExperts.ts';
import { openWitnesses } from './journal/witnesses.ts';
import type { Ports } from './ports.ts';

/** Joins the gate: questions come in over HTTP and go to experts over libp2p, or to those of this very node. */
export async function joinGate(
  ports: Ports,
  parts: JoinedDirectory & { readonly domain: SigningDomain; readonly experts: JoinedExperts },
): Promise<readonly RouteGroup[]> {
  const { chain, network, journal } = ports;
  const { directory, domain, experts } = parts;
  const [gates, api] = await Promise.all([importGate(), importRoutes()]);
  const witnesses = openWitnesses(journal);
  const breaker = gates.createBreaker({ now: Date.now });
  const learner = gates.createLearner();
  const callExpert = gates.createCallExpert({
    call: gates.withLoopback(network, experts.server.answer),
    gate: chain.account.address,
    signOrder: (order) => signOrder(chain.account, domain, order),
    verifyReceipt: (receipt, signature) => verifyReceipt(domain, receipt, signature),
    onReceipt: witnesses.record,
  });
  const components = {
    directory,
    attempts: gates.createAttempts({ callExpert, breaker }),
    breaker,
    learner,
    random: gates.createRandom(crypto.getRandomValues(new Uint32Array(1))[0] ?? 1),
    gate: { peerId: network.peerId, account: chain.account.address },
  };
  const gather = gates.createGather(components);
  const surfaces = [
    api.createOpenAiRoutes({ ask: gates.createAsk(components) }),
    api.createModelRoutes({ directory }),
    api.createClassifyRoutes({ gather }),
    api.createSearchRoutes({ gather }),
    api.createReceiptRoutes({ jobs: experts.jobs, witnesses }),
    api.createDirectoryRoutes({ directory, breaker, learner }),
  ];
  return surfaces.map(
    (surface): RouteGroup =>
      (app) =>
        void app.route('/', surface),
  );
}

async function importGate() {
  const modules = await Promise.all([
    import('./gates/ask.ts'),
    import('./gates/attempt.ts'),
    import('./gates/breaker.ts'),
    import('./gates/callExpert.ts'),
    import('./gates/gather.ts'),
    import('./gates/learn.ts'),
    import('./gates/loopback.ts'),
    import('./gates/random.ts'),
  ]);
  const [ask, attempt, breaker, call, gather, learn, loopback, random] = modules;
  return { ...ask, ...attempt, ...breaker, ...call, ...gather, ...learn, ...loopback, ...random };
}

async function importRoutes() {
  const [openai, models, classify, search, receipts, directory] = await Promise.all([
    import('./api/openai.ts'),
    import('./api/models.ts'),
    import('./api/classify.ts'),
    import('./api/search.ts'),
    import('./api/workReceipts.ts'),
    import('./api/directory.ts'),
  ]);
  return { ...openai, ...models, ...classify, ...search, ...receipts, ...directory };
}
