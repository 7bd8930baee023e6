import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { startServer } from './api/server.ts';
import type { IndexerConfig } from './config.ts';
import { createFetchBlock } from './content/fetchBlock.ts';
import { followContent } from './content/followContent.ts';
import { createChainReader, createReadClient, createStatementFacts } from './source/chainReader.ts';
import { type FollowState, follow } from './source/follow.ts';
import { createGovernorReader } from './source/governorReader.ts';
import { checkOrigin } from './store/checkOrigin.ts';
import { openStore } from './store/openStore.ts';

export type Indexer = { readonly graphql: string; readonly stop: () => Promise<void> };

export type IndexerOptions = { readonly config: IndexerConfig; readonly logger: Logger; readonly rebuild?: boolean };

/** Opens the index, serves it, and follows the chain until `stop`. The only place that joins the parts. */
export async function startIndexer({ config, logger, rebuild = false }: IndexerOptions): Promise<Indexer> {
  const { deployment, pollMs, gateways, rpcUrl, host } = config;
  const store = await openStore({ ...config, rebuild });
  try {
    await checkOrigin(store, deployment);
    const client = createReadClient(rpcUrl);
    const state: FollowState = { chainHead: null, problem: null };
    const governor = createGovernorReader(client, deployment);
    const context = { database: store.reading, deployment, state, governor };
    const server = await startServer({ ...config, context, logger, rate: config });
    const stopping = new AbortController();
    const reader = createChainReader(client, deployment);
    const fetchBlock = createFetchBlock(gateways);
    const statements = createStatementFacts(client, deployment);
    const running = Promise.all([
      follow({ reader, store, deployment, logger, pollMs, state }, stopping.signal),
      followContent({ ...statements, store, fetchBlock, logger, pollMs }, stopping.signal),
    ]);
    const bound = (server.address() as AddressInfo).port;
    return {
      graphql: `http://${host}:${bound}/graphql`,
      stop: async () => {
        stopping.abort();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
        await running;
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
