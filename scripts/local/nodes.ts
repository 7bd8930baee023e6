import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import type { ConfigFile } from '../../node/config.ts';
import { createAccount } from '../../node/identity/identity.ts';
import { openPeerKey } from '../../node/identity/peerKeyFile.ts';
import { REGISTERS } from '../../protocol/manifest/register.ts';
import { beaconOf } from './beacon.ts';
import type { LocalChain } from './chain.ts';
import { SMALL_HEAP } from './child.ts';
import type { People } from './people.ts';
import { freePorts } from './ports.ts';
import type { Settings } from './settings.ts';
import type { Supervise } from './supervise.ts';

type Options = {
  readonly settings: Settings;
  readonly chain: LocalChain;
  readonly people: People;
  readonly supervise: Supervise;
};

export type StartedNodes = {
  /** The nodes that people talk to. */
  readonly gates: Promise<unknown>;
  readonly all: Promise<readonly string[]>;
};

type Plan = Pick<ConfigFile, 'roles' | 'experts'> & { readonly apiPort: number | null };

/** Starts the five nodes of a local commons side by side; each knows the others' addresses. */
export async function startNodes(options: Options): Promise<StartedNodes> {
  const plans = Object.entries(planNodes(options.settings));
  const { directory: root, host } = options.settings;
  const directories = plans.map(([name]) => join(root, 'nodes', name));
  const peers = await Promise.all(plans.map(([name], i) => openKeys(options.people, name, directories[i] as string)));
  // Looked for last: the nodes take them at once.
  const ports = await freePorts(host, plans.length);
  const places = directories.map((directory, i) => ({ directory, listen: `/ip4/${host}/tcp/${ports[i]}` }));
  const started = plans.map(async ([name, plan], index): Promise<string> => {
    const { directory, listen } = places[index] as Place;
    // Each dials the ones before it, so that every pair is connected once.
    const bootstrap = places.slice(0, index).map((place, i) => `${place.listen}/p2p/${peers[i]}`);
    writeConfig({ ...options, name, directory, plan, listen, bootstrap });
    await options.supervise({
      name,
      command: process.execPath,
      args: () => [
        '--disable-warning=ExperimentalWarning',
        SMALL_HEAP,
        join(import.meta.dirname, '../../node/main.ts'),
        '--directory',
        directory,
      ],
      isReady: (line) => line.startsWith('{"ready":true'),
    });
    return name;
  });
  const isGate = (_: unknown, index: number) => plans[index]?.[1].roles?.includes('gate') === true;
  return { gates: Promise.all(started.filter(isGate)), all: Promise.all(started) };
}

/** Two gates with deposit logs, two nodes of experts, one that trains; whoever earns verifies too, so that each is verified by two. */
function planNodes(settings: Settings): Readonly<Record<string, Plan>> {
  const decoder = { kind: 'decoder', domain: 'general' } as const;
  const classifier = { kind: 'classifier', domain: 'registers' } as const;
  const retrieval = REGISTERS.map((register) => ({ kind: 'retrieval', domain: register, register }) as const);
  return {
    north: { roles: ['gate', 'log', 'pinner'], experts: [], apiPort: settings.gatePort },
    south: { roles: ['gate', 'log', 'pinner'], experts: [], apiPort: settings.secondGatePort },
    east: { roles: ['expert', 'verifier'], experts: [decoder, classifier], apiPort: null },
    west: { roles: ['expert', 'verifier'], experts: [decoder, ...retrieval], apiPort: null },
    centre: { roles: ['expert', 'verifier', 'trainer'], experts: [classifier], apiPort: null },
  };
}

type Place = { readonly directory: string; readonly listen: string };

type NodeFiles = Options &
  Place & { readonly name: string; readonly plan: Plan; readonly bootstrap: readonly string[] };

function writeConfig({ settings, chain, people, name, directory, plan, listen, bootstrap }: NodeFiles): void {
  const keeps = beaconOf(people, name);
  const config: ConfigFile = {
    name,
    rpcUrl: chain.engineUrl,
    deployment: join(settings.directory, 'deployment.json'),
    roles: plan.roles,
    experts: plan.experts,
    listen: [listen],
    bootstrap: [...bootstrap],
    api: plan.apiPort === null ? null : { host: settings.host, port: plan.apiPort },
    epochSeconds: settings.epochSeconds,
    threads: plan.roles?.includes('trainer') ? 2 : 1,
    // Seven seats share two cores here.
    replaySegments: 1,
    pollMs: 300,
    patienceSeconds: 3,
    pledgeUnitsPerDay: 1_000,
    beacon: keeps && { member: keeps.member.account.address, secretFile: keeps.secretFile },
    anchorMs: 1000,
    beatMs: 5000,
  };
  writeFileSync(join(directory, 'config.json'), JSON.stringify(config, null, 2));
}

/** Makes a node's password, encrypted account and peer key on its first start; gives its peer id. */
async function openKeys({ operators }: People, name: string, directory: string): Promise<string> {
  const operator = operators.find((it) => it.name === name);
  if (!operator) throw new Error(`no operator is called ${name}`);
  mkdirSync(directory, { recursive: true });
  const passwordFile = join(directory, 'password');
  if (!existsSync(passwordFile)) writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  const password = readFileSync(passwordFile, 'utf8').trim();
  const accountFile = join(directory, 'account.json');
  if (!existsSync(accountFile)) createAccount({ accountFile, password }, operator.privateKey);
  return peerIdFromPrivateKey(await openPeerKey(join(directory, 'peer.key'))).toString();
}
