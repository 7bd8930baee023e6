import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '../../client/createClient.ts';
import type { Deployment } from '../../protocol/deployment.ts';
import type { Configuration } from '../../protocol/http/configuration.ts';
import { asPeople } from './asPeople.ts';
import { joinBeacon } from './beacon.ts';
import { buildPage } from './buildPage.ts';
import { startChain } from './chain.ts';
import type { ChildProcessHandle } from './child.ts';
import type { Context } from './context.ts';
import type { Corpus } from './corpus.ts';
import { ensureDeployment } from './deployment.ts';
import { enrolEveryone } from './enrol.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createIndexFolder, startIndexer } from './indexer.ts';
import { startNodes } from './nodes.ts';
import { openVotes } from './openVotes.ts';
import { startPage } from './page.ts';
import { contributors, operators, type Person, walletPeople } from './people.ts';
import type { Progress } from './progress.ts';
import type { Settings } from './settings.ts';

type Options = {
  readonly settings: Settings;
  readonly progress: Progress;
  readonly say: (line: string) => void;
  readonly record: (children: readonly { name: string; pid: number }[]) => void;
  readonly signal: AbortSignal;
};

export type Stack = {
  readonly start: (corpus: Corpus) => Promise<Omit<Context, 'note'>>;
  readonly stop: () => Promise<void>;
  readonly markReady: () => void;
  readonly urls: () => Record<string, string>;
};

/** All processes of a local commons: chain, contracts, people, nodes, indexer and page, in the order they need each other. */
export function createStack(options: Options): Stack {
  const { settings, signal } = options;
  const children: ChildProcessHandle[] = [];
  const heart = new AbortController();
  let commons: Configuration | null = null;
  let page: { url: string; stop: () => Promise<void> } | null = null;
  let ready = false;

  const adopt = (child: ChildProcessHandle) => {
    children.push(child);
    options.record(children.map(({ name, pid }) => ({ name, pid })));
    if (heart.signal.aborted) void child.stop();
  };
  const logDirectory = join(settings.directory, 'logs');
  const onExit = (name: string) => (code: number | null) => {
    if (!signal.aborted)
      options.say(
        `! the ${name} process ended (${code}); "tilth up" again brings it back. Log: ${logDirectory}/${name}.log`,
      );
  };

  const start = async (corpus: Corpus): Promise<Omit<Context, 'note'>> => {
    mkdirSync(logDirectory, { recursive: true });
    const built = buildPage(signal);
    const indexFolder = createIndexFolder(settings.directory);
    for (const early of [built, indexFolder]) early.catch(() => {});
    const chain = await startChain({
      ...settings,
      port: settings.chainPort,
      logDirectory,
      adopt,
      onExit: onExit('chain'),
    });
    options.say(
      `chain: ${chain.engine} at ${chain.rpcUrl}${chain.persists ? '' : ' (does not persist on this platform)'}`,
    );
    const deployment = await ensureDeployment(settings, chain.rpcUrl);
    options.say(`contracts: ${Object.keys(deployment.contracts).length} at block ${deployment.block}`);
    const apiUrls = [settings.gatePort, settings.secondGatePort].map((port) => `http://${settings.host}:${port}`);
    const graphqlUrl = `http://${settings.host}:${settings.graphqlPort}/graphql`;
    const configuration = describeCommons({ rpcUrl: chain.rpcUrl, deployment, graphqlUrl, apiUrls });
    const client = await createClient({ endpoints: configuration });
    const as = asPeople(client);
    startHeartbeat({ rpcUrl: chain.rpcUrl, isBusy: openVotes(client), signal: heart.signal });
    await enrolEveryone(as);
    await joinBeacon(settings.directory, as);
    options.say(`people: ${contributors.length} contributors and ${operators.length} operators enrolled`);
    const nodes = await startNodes({ settings, chain, logDirectory, onExit, adopt });
    const everythingUp = Promise.all([
      nodes.all,
      indexFolder.then(() => startIndexer({ settings, chain, apiUrls, logDirectory, onExit, adopt })),
    ]).then(([names]) => options.say(`nodes: ${names.join(', ')}; indexer: ${graphqlUrl}`));
    everythingUp.catch(() => {});
    await nodes.gates;
    commons = configuration;
    writeFileSync(join(settings.directory, 'commons.json'), JSON.stringify(commons, null, 2), { mode: 0o600 });
    page = await startPage({
      directory: await built,
      host: settings.host,
      port: settings.pagePort,
      commons: () => commons,
      progress: options.progress,
      isReady: () => ready,
    });
    options.say(`page: ${page.url} (watch the steps there)`);
    return { settings, commons: client, corpus, as, everythingUp, signal };
  };

  const stop = async () => {
    heart.abort();
    await page?.stop();
    const [chainChild, ...others] = children;
    await Promise.all(others.map((child) => child.stop()));
    await chainChild?.stop();
  };

  return {
    start,
    stop,
    markReady: () => {
      ready = true;
    },
    urls: () => ({
      page: page?.url ?? '',
      api: `${commons?.apiUrls[0] ?? ''}/v1`,
      graphql: commons?.graphqlUrl ?? '',
      rpc: commons?.rpcUrl ?? '',
    }),
  };
}

function describeCommons(options: {
  rpcUrl: string;
  deployment: Deployment;
  graphqlUrl: string;
  apiUrls: readonly string[];
}): Configuration {
  const roles = (it: Person) => (operators.includes(it) ? ['operator'] : ['contributor']);
  return {
    chainId: options.deployment.chainId,
    rpcUrl: options.rpcUrl,
    graphqlUrl: options.graphqlUrl,
    apiUrls: [...options.apiUrls],
    contracts: { ...options.deployment.contracts },
    development: {
      accounts: walletPeople.map((it) => ({
        name: it.name,
        address: it.account.address,
        privateKey: it.privateKey,
        roles: roles(it),
      })),
    },
  };
}
