import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '../../client/createClient.ts';
import type { Deployment } from '../../protocol/deployment.ts';
import type { Configuration } from '../../protocol/http/configuration.ts';
import { asPeople } from './asPeople.ts';
import { joinBeacon } from './beacon.ts';
import { buildPage } from './buildPage.ts';
import { startChain } from './chain.ts';
import { openChainDoor } from './chainDoor.ts';
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
import { everyone, openPeople, type People } from './people.ts';
import type { Bound } from './ports.ts';
import type { Progress } from './progress.ts';
import type { Settings } from './settings.ts';
import { createSupervisor } from './supervise.ts';

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
  /** By name, the chain first: one that came back takes the place of the one that ended. */
  const children = new Map<string, ChildProcessHandle>();
  const heart = new AbortController();
  let commons: Configuration | null = null;
  let page: Bound | null = null;
  let door: Bound | null = null;
  let ready = false;

  const adopt = (child: ChildProcessHandle) => {
    children.set(child.name, child);
    options.record([...children.values()].map(({ name, pid }) => ({ name, pid })));
    if (heart.signal.aborted) void child.stop();
  };
  const logDirectory = join(settings.directory, 'logs');
  const supervise = createSupervisor({ logDirectory, adopt, say: options.say, signal: heart.signal });

  const start = async (corpus: Corpus): Promise<Omit<Context, 'note'>> => {
    mkdirSync(logDirectory, { recursive: true });
    const { host, directory } = settings;
    const built = buildPage(signal);
    const indexFolder = createIndexFolder(directory);
    for (const early of [built, indexFolder]) early.catch(() => {});
    // Our own ports are taken before anything starts, so that nobody else comes between a look and its use.
    let engineUrl: string | null = null;
    door = await openChainDoor({ host, port: settings.chainPort, engineUrl: () => engineUrl });
    page = await startPage({
      ...{ directory: built, host, port: settings.pagePort, progress: options.progress },
      commons: () => commons,
      isReady: () => ready,
    });
    const people = openPeople(directory);
    const chain = await startChain({ directory, host, people: everyone(people), supervise });
    ({ engineUrl } = chain);
    options.say(`chain: ${chain.engine} at ${door.url}${chain.persists ? '' : ' (does not persist on this platform)'}`);
    const deployment = await ensureDeployment(settings, people, chain.engineUrl);
    options.say(`contracts: ${Object.keys(deployment.contracts).length} at block ${deployment.block}`);
    const apiUrls = [settings.gatePort, settings.secondGatePort].map((port) => `http://${settings.host}:${port}`);
    const graphqlUrl = `http://${settings.host}:${settings.graphqlPort}/graphql`;
    const configuration = describeCommons({ rpcUrl: door.url, deployment, graphqlUrl, apiUrls, people });
    const client = await createClient({ endpoints: { ...configuration, rpcUrl: chain.engineUrl } });
    const as = asPeople(client);
    startHeartbeat({ rpcUrl: chain.engineUrl, isBusy: openVotes(client), signal: heart.signal });
    await enrolEveryone(as, people);
    await joinBeacon(directory, people, as);
    const { contributors, operators } = people;
    options.say(`people: ${contributors.length} contributors and ${operators.length} operators enrolled`);
    const nodes = await startNodes({ settings, chain, people, supervise });
    const everythingUp = Promise.all([
      nodes.all,
      indexFolder.then(() => startIndexer({ settings, chain, apiUrls, supervise })),
    ]).then(([names]) => options.say(`nodes: ${names.join(', ')}; indexer: ${graphqlUrl}`));
    everythingUp.catch(() => {});
    await nodes.gates;
    commons = configuration;
    writeFileSync(join(directory, 'commons.json'), JSON.stringify(commons, null, 2), { mode: 0o600 });
    options.say(`page: ${page.url} (watch the steps there)`);
    await built;
    return { settings, commons: client, corpus, people, as, everythingUp, signal };
  };

  const stop = async () => {
    heart.abort();
    await Promise.all([page?.stop(), door?.stop()]);
    const [chainChild, ...others] = children.values();
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
  people: People;
}): Configuration {
  const { visitor, contributors, operators } = options.people;
  return {
    chainId: options.deployment.chainId,
    rpcUrl: options.rpcUrl,
    graphqlUrl: options.graphqlUrl,
    apiUrls: [...options.apiUrls],
    contracts: { ...options.deployment.contracts },
    development: {
      accounts: [visitor, ...contributors, ...operators].map((it) => ({
        name: it.name,
        address: it.account.address,
        privateKey: it.privateKey,
        roles: operators.includes(it) ? ['operator'] : ['contributor'],
      })),
    },
  };
}
