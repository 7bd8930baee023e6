import { declareCentroids } from '../../protocol/embedding/centroids.ts';
import { createAdapterFollower } from '../experts/followAdapters.ts';
import { createKeeper, libraryExperts } from '../experts/keepCurrent.ts';
import type { DecoderParts } from '../experts/kinds/decoder.ts';
import { KINDS, needsDecoder } from '../experts/kinds/kinds.ts';
import type { Library } from '../experts/library.ts';
import { createPublisher } from '../experts/publish.ts';
import { createQuotations } from '../experts/quotations.ts';
import { createExpertServer, type ExpertServer } from '../experts/serve.ts';
import { openQuotations } from '../journal/quotations.ts';
import type { Ports } from '../ports.ts';
import type { Every } from './every.ts';

type Parts = {
  readonly library: Library;
  /** Set when this node runs the language model. */
  readonly decoder: DecoderParts | null;
};

/** An expert's two halves: what answers, and, once the others can be told of it, what is published and kept up to date. */
export type JoinedExperts = {
  readonly server: ExpertServer;
  readonly keep: (announce: () => Promise<void>) => void;
  readonly stop: () => Promise<void>;
};

/** Joins the experts that this node's configuration names. */
export async function joinExperts(ports: Ports, every: Every, parts: Parts): Promise<JoinedExperts> {
  const { config, chain, follower, views, members, network, journal, signal, onTrouble } = ports;
  const { domain, jobs, issueReceipt, published, operatorId } = every;
  const server = createExpertServer({
    ...{ network, domain, jobs, issueReceipt, kinds: KINDS },
    isActiveOperator: members.isActiveOperator,
    mayQuote: createQuotations({
      isOpen: (deposit) => parts.library.mayUse(deposit, 'reading'),
      book: openQuotations(journal, onTrouble),
      now: Date.now,
    }),
    mayServe: (expertId) => members.isExpertOf(Number(expertId), operatorId),
    onFailure: (cause, expertId) => onTrouble({ message: `expert ${expertId} failed`, cause }),
  });
  await server.start();
  const publish = createPublisher({ chain, follower, experts: views.experts, storage: published, operatorId });
  const stops = [async () => server.stop()];

  const keep = (announce: () => Promise<void>): void => {
    const { library, decoder } = parts;
    const keeper = createKeeper(
      {
        ...{ library, publish, declareCentroids, onTrouble },
        isPublished: (domain) => views.experts.ofOperator(operatorId, domain) !== null,
        ...{ put: published.put, serve: server.serve, retire: server.retire, onChange: announce },
      },
      libraryExperts(config.experts),
    );
    let restrictedUntil: number | null = null;
    const unlisten = follower.onCommitted(({ changed, head }) => {
      if ([views.heads, views.consents, views.restrictions].some(({ fold }) => changed.has(fold.name))) keeper.wake();
      // A hold ends by itself, without an event.
      const now = Number(head.timestamp);
      if (restrictedUntil !== null && now >= restrictedUntil) keeper.wake();
      restrictedUntil = views.restrictions.nextEnd(now);
    });
    keeper.start();
    stops.push(keeper.stop, async () => unlisten());
    if (!decoder || !needsDecoder(config.experts)) return;
    const adapters = createAdapterFollower({
      ...{ follower, models: views.models, decoder, signal, onTrouble },
      isFrozen: (modelId) => views.restrictions.isFrozen('model', modelId, Number(follower.head().timestamp)),
      get: published.get,
      publish: async (version) => {
        server.serve(await publish(version, []));
        await announce();
      },
    });
    adapters.start();
    stops.push(adapters.stop);
  };
  return {
    server,
    keep,
    stop: async () => {
      for (const end of stops.splice(0).reverse()) await end();
    },
  };
}
