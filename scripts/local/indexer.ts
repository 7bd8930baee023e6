import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalChain } from './chain.ts';
import { SMALL_HEAP } from './child.ts';
import type { Settings } from './settings.ts';
import type { Supervise } from './supervise.ts';

type Options = {
  readonly settings: Settings;
  readonly chain: LocalChain;
  readonly apiUrls: readonly string[];
  readonly supervise: Supervise;
};

/** Makes the index's database ahead of time: it takes seconds, and nothing else is needed for it. */
export async function createIndexFolder(directory: string): Promise<void> {
  const folder = join(directory, 'index', 'index');
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  mkdirSync(dirname(folder), { recursive: true });
  const program = join(import.meta.dirname, '../../indexer/store/createFolder.ts');
  await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', program, folder]);
}

/** Starts the indexer as its own process; resolves when it answers. */
export async function startIndexer(options: Options): Promise<void> {
  const { settings } = options;
  const file = join(settings.directory, 'indexer.json');
  const config = {
    rpcUrl: options.chain.engineUrl,
    deployment: join(settings.directory, 'deployment.json'),
    dataDirectory: join(settings.directory, 'index'),
    host: settings.host,
    port: settings.graphqlPort,
    gateways: options.apiUrls,
    pollMs: 300,
  };
  writeFileSync(file, JSON.stringify(config, null, 2));
  await options.supervise({
    name: 'indexer',
    command: process.execPath,
    args: () => [
      '--disable-warning=ExperimentalWarning',
      SMALL_HEAP,
      join(import.meta.dirname, '../../indexer/main.ts'),
      '--config',
      file,
    ],
    isReady: (line) => line.startsWith('{"ready":true'),
  });
}
