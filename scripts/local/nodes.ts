import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigFile } from '../../node/config.ts';
import { createAccount } from '../../node/identity/identity.ts';
import { REGISTERS } from '../../protocol/manifest/register.ts';
import type { LocalChain } from './chain.ts';
import { type Child, startChild } from './child.ts';
import { operators } from './people.ts';
import { freePorts } from './ports.ts';
import type { Settings } from './settings.ts';

type Options = {
  readonly settings: Settings;
  readonly chain: LocalChain;
  readonly logDirectory: string;
  readonly onExit: (name: string) => (code: number | null) => void;
  readonly adopt: (child: Child) => Child;
};

export type RunningNode = { readonly name: string; readonly peerId: string; readonly api: string };

type Plan = Pick<ConfigFile, 'roles' | 'experts'> & { readonly apiPort: number | null };

/** Starts the five nodes of a local commons side by side; each knows the others' addresses. */
export async function startNodes(options: Options): Promise<readonly RunningNode[]> {
  const plans = Object.entries(planNodes(options.settings));
  const ports = await freePorts(options.settings.host, plans.length);
  const address = (port: number) => `/ip4/${options.settings.host}/tcp/${port}`;
  const started = plans.map(async ([name, plan], index): Promise<RunningNode> => {
    const directory = join(options.settings.directory, 'nodes', name);
    const bootstrap = ports.filter((_, i) => i < index).map(address);
    writeNode({ ...options, name, directory, plan, listen: address(ports[index] as number), bootstrap });
    const child = await startChild({
      name,
      command: process.execPath,
      args: [
        '--disable-warning=ExperimentalWarning',
        join(import.meta.dirname, '../../node/main.ts'),
        '--directory',
        directory,
      ],
      logDirectory: options.logDirectory,
      isReady: (line) => line.startsWith('{"ready":true'),
      onExit: options.onExit(name),
    });
    options.adopt(child);
    const { peerId, api } = JSON.parse(child.ready) as { peerId: string; api: string | null };
    return { name, peerId, api: api ?? '' };
  });
  return Promise.all(started);
}

/** Two gates with deposit logs, two nodes of experts, and one that verifies and trains. */
function planNodes(settings: Settings): Readonly<Record<string, Plan>> {
  const decoder = { kind: 'decoder', domain: 'general' } as const;
  const classifier = { kind: 'classifier', domain: 'registers' } as const;
  const retrieval = REGISTERS.map((register) => ({ kind: 'retrieval', domain: register, register }) as const);
  return {
    north: { roles: ['gate', 'log', 'pinner'], experts: [], apiPort: settings.gatePort },
    south: { roles: ['gate', 'log', 'pinner'], experts: [], apiPort: settings.secondGatePort },
    east: { roles: ['expert'], experts: [decoder, classifier], apiPort: null },
    west: { roles: ['expert'], experts: [decoder, ...retrieval], apiPort: null },
    centre: { roles: ['expert', 'verifier', 'trainer'], experts: [classifier], apiPort: null },
  };
}

type NodeFiles = Options & {
  readonly name: string;
  readonly directory: string;
  readonly plan: Plan;
  readonly listen: string;
  readonly bootstrap: readonly string[];
};

/** Writes a node's configuration, and on its first start its password and encrypted account. */
function writeNode(options: NodeFiles): void {
  const { settings, name, directory, plan } = options;
  mkdirSync(directory, { recursive: true });
  const config: ConfigFile = {
    name,
    rpcUrl: options.chain.rpcUrl,
    deployment: join(settings.directory, 'deployment.json'),
    roles: plan.roles,
    experts: plan.experts,
    listen: [options.listen],
    bootstrap: [...options.bootstrap],
    api: plan.apiPort === null ? null : { host: settings.host, port: plan.apiPort },
    epochSeconds: settings.epochSeconds,
    trainingSteps: settings.trainingSteps,
    threads: plan.roles?.includes('trainer') ? 2 : 1,
    pollMs: 300,
    anchorMs: 1000,
    beatMs: 5000,
  };
  writeFileSync(join(directory, 'config.json'), JSON.stringify(config, null, 2));
  const passwordFile = join(directory, 'password');
  if (!existsSync(passwordFile)) writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  const accountFile = join(directory, 'account.json');
  const operator = operators.find((it) => it.name === name);
  if (!operator) throw new Error(`no operator is called ${name}`);
  if (!existsSync(accountFile))
    createAccount({ accountFile, password: readFileSync(passwordFile, 'utf8').trim() }, operator.privateKey);
}
