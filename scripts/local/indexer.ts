import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalChain } from './chain.ts';
import { type ChildProcessHandle, SMALL_HEAP, startChild } from './child.ts';
import type { Settings } from './settings.ts';

type Options = {
  readonly settings: Settings;
  readonly chain: LocalChain;
  readonly apiUrls: readonly string[];
  readonly logDirectory: string;
  readonly onExit: (name: string) => (code: number | null) => void;
  readonly adopt: (process: ChildProcessHandle) => void;
};

/** Starts the indexer as its own process and returns the address of its GraphQL interface. */
export async function startIndexer(options: Options): Promise<string> {
  const { settings } = options;
  const file = join(settings.directory, 'indexer.json');
  const config = {
    rpcUrl: options.chain.rpcUrl,
    deployment: join(settings.directory, 'deployment.json'),
    dataDirectory: join(settings.directory, 'index'),
    host: settings.host,
    port: settings.graphqlPort,
    gateways: options.apiUrls,
    pollMs: 300,
  };
  writeFileSync(file, JSON.stringify(config, null, 2));
  const child = await startChild({
    name: 'indexer',
    command: process.execPath,
    args: [
      '--disable-warning=ExperimentalWarning',
      SMALL_HEAP,
      join(import.meta.dirname, '../../indexer/main.ts'),
      '--config',
      file,
    ],
    logDirectory: options.logDirectory,
    isReady: (line) => line.startsWith('{"ready":true'),
    adopt: options.adopt,
    onExit: options.onExit('indexer'),
  });
  return (JSON.parse(child.ready) as { graphql: string }).graphql;
}
