import { declareCentroids } from '../../protocol/embedding/centroids.ts';
import { followAdapters } from '../experts/followAdapters.ts';
import { createKeeper, libraryExperts, wakeOnChanges } from '../experts/keepCurrent.ts';
import type { DecoderParts } from '../experts/kinds/decoder.ts';
import { needsDecoder } from '../experts/kinds/kinds.ts';
import type { Library } from '../experts/library.ts';
import { createPublisher } from '../experts/publish.ts';
import { createExpertServer, type ExpertServer } from '../experts/serve.ts';
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
  const { config, chain, network, signal, onTrouble } = ports;
  const { domain, jobs, issueReceipt, published, members } = every;
  const server = createExpertServer({
    ...{ network, domain, jobs, issueReceipt },
    isActiveOperator: members.isActiveOperator,
    onFailure: (cause, expertId) => onTrouble({ message: `expert ${expertId} failed`, cause }),
  });
  await server.start();
  const publish = createPublisher({ chain, storage: published, operatorId: BigInt(every.operatorId) });
  const stops = [async () => server.stop()];

  const keep = (announce: () => Promise<void>): void => {
    const { library, decoder } = parts;
    const keeper = createKeeper(
      {
        ...{ library, publish, declareCentroids, onTrouble },
        ...{ put: published.put, serve: server.serve, retire: server.retire, onChange: announce },
      },
      libraryExperts(config.experts),
    );
    wakeOnChanges(keeper, chain, signal);
    keeper.start();
    stops.push(keeper.stop);
    if (!decoder || !needsDecoder(config.experts)) return;
    followAdapters({
      ...{ chain, decoder, signal, onTrouble },
      get: published.get,
      publish: async (version) => {
        server.serve(await publish(version, []));
        await announce();
      },
    });
  };
  return {
    server,
    keep,
    stop: async () => {
      for (const end of stops.splice(0).reverse()) await end();
    },
  };
}
