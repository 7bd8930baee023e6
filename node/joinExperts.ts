import { declareCentroids } from '../protocol/embedding/centroids.ts';
import { epochAt } from '../protocol/work/epoch.ts';
import { type SigningDomain, signReceipt } from '../protocol/work/workReceipt.ts';
import { createDecoderExpert } from './experts/decoder.ts';
import { createAdapterFollower } from './experts/followAdapters.ts';
import { createReceiptIssuer } from './experts/issueReceipt.ts';
import { createKeeper, type LibraryExpert } from './experts/keepCurrent.ts';
import type { Library } from './experts/library.ts';
import { createPublisher } from './experts/publish.ts';
import { createExpertServer, type ExpertServer } from './experts/serve.ts';
import type { Directory } from './gates/directory.ts';
import type { JoinedDecoder } from './joinDecoder.ts';
import { openServedJobs, type ServedJobs } from './journal/servedJobs.ts';
import { decodeAdapter } from './models/adapter/adapterFile.ts';
import type { Ports } from './ports.ts';
import type { Storage } from './storage/storage.ts';

type Parts = {
  readonly operatorId: number;
  readonly domain: SigningDomain;
  readonly directory: Pick<Directory, 'announce'>;
  readonly library: Library;
  readonly published: Pick<Storage, 'put' | 'get'>;
  /** Set when this node runs the decoder. */
  readonly decoder: JoinedDecoder | null;
};

export type JoinedExperts = {
  readonly server: ExpertServer;
  readonly jobs: ServedJobs;
  readonly stop: () => Promise<void>;
};

/** Joins the experts that this node's configuration names; they are published, served, and kept up to date. */
export async function joinExperts(ports: Ports, parts: Parts): Promise<JoinedExperts> {
  const { config, chain, follower, views, network, journal, signal, onTrouble } = ports;
  const { domain, library, published, decoder, directory } = parts;
  const jobs = openServedJobs(journal);
  const server = createExpertServer({
    network,
    domain,
    isActiveOperator: ports.members.isActiveOperator,
    jobs,
    issueReceipt: createReceiptIssuer({
      account: chain.account,
      sign: (receipt) => signReceipt(chain.account, domain, receipt),
      jobs,
      now: Date.now,
      epochAt: (milliseconds) => epochAt(milliseconds, config.epochSeconds),
    }),
    onFailure: (cause, expertId) => onTrouble({ message: `expert ${expertId} failed`, cause }),
  });
  await server.start();
  const publish = createPublisher({
    ...{ chain, follower, experts: views.experts, storage: published, operatorId: parts.operatorId },
  });
  const announce = () => directory.announce();
  const keeper = createKeeper(
    {
      library,
      put: published.put,
      publish,
      declareCentroids,
      serve: server.serve,
      retire: server.retire,
      onChange: announce,
      onTrouble,
    },
    config.experts.flatMap(toLibraryExpert),
  );
  const { heads, consents } = views;
  const unlisten = follower.onCommitted(({ changed }) => {
    if (changed.has(heads.fold.name) || changed.has(consents.fold.name)) keeper.wake();
  });
  keeper.start();
  const stops: (() => Promise<void>)[] = [];
  if (decoder && config.experts.some(({ kind }) => kind === 'decoder')) {
    const adapters = createAdapterFollower({
      ...{ follower, models: views.models },
      get: published.get,
      restore: { generator: decoder.generator, decodeAdapter, base: decoder.base },
      plain: () => createDecoderExpert(decoder.generator, decoder.base),
      publish: async (version) => {
        server.serve(await publish(version, []));
        await announce();
      },
      signal,
      onTrouble,
    });
    adapters.start();
    stops.push(adapters.stop);
  }
  return {
    server,
    jobs,
    stop: async () => {
      unlisten();
      await Promise.all(stops.map((stop) => stop()));
      await keeper.stop();
      server.stop();
    },
  };
}

function toLibraryExpert({ kind, register }: Ports['config']['experts'][number]): LibraryExpert[] {
  if (kind === 'classifier') return [{ kind }];
  return kind === 'retrieval' && register ? [{ kind, register }] : [];
}
