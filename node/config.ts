import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { REGISTERS } from '../protocol/manifest/register.ts';
import { NODE_ROLES } from '../protocol/nodeRole.ts';
import { address } from '../protocol/scalars.ts';
import { KINDS } from './experts/kinds/kinds.ts';

const milliseconds = z.int().min(1);

const apiSchema = z.strictObject({
  host: z.string().default('127.0.0.1'),
  /** 0 takes any free port. */
  port: z.int().min(0).max(65_535).default(0),
  /** Names that the API is reached by, besides those of this machine and `host`: a page under another name is refused. */
  hosts: z.array(z.string()).default([]),
  /** Pages that may call the API besides those of this machine; `*` is any page. */
  origins: z.array(z.string()).default([]),
  /** Requests a second that one address may make, lasting and at once. */
  ratePerSecond: z.number().positive().default(400),
  burst: z.int().positive().default(800),
  /** Requests served at the same time. */
  concurrency: z.int().positive().default(256),
});

const expertSchema = z.strictObject({
  kind: z.enum(KINDS.map(({ kind }) => kind)),
  domain: z.string().min(1).max(60).default('general'),
  register: z.enum(REGISTERS).optional(),
});

const configSchema = z.strictObject({
  name: z.string().min(1).max(60).default('node'),
  rpcUrl: z.url().default('http://127.0.0.1:8545'),
  /** JSON file written by the deployment; relative paths are inside the node's folder. */
  deployment: z.string().default('deployment.json'),
  roles: z.array(z.enum(NODE_ROLES)).default(['pinner']),
  listen: z.array(z.string().startsWith('/')).min(1).default(['/ip4/127.0.0.1/tcp/0']),
  /** Multiaddrs of peers to stay connected to. */
  bootstrap: z.array(z.string().startsWith('/')).default([]),
  api: apiSchema.nullable().prefault({}),
  /** The line of questions at a gate: answered at once, waiting, and for how long; and who is asked. */
  gate: z
    .strictObject({
      concurrency: z.int().min(4).default(64),
      waiting: z.int().min(1).default(128),
      waitMs: milliseconds.default(20_000),
      /** Epochs of an operator that cost it its questions when nothing of what was opened in them could be checked. */
      silentEpochs: z.int().min(1).max(60).default(2),
    })
    .prefault({}),
  /** The institution whose preimages this node reveals: its account, and the file that holds the lowest link of its chain. */
  beacon: z.strictObject({ member: address, secretFile: z.string() }).nullable().default(null),
  /** Seconds over which nodes spread that may do what anyone may, so that one of them pays and not all. */
  patienceSeconds: z.int().min(1).max(86_400).default(600),
  /** Units a day that this operator gives to the floor of all members; pledged anew as long as the node runs. */
  pledgeUnitsPerDay: z.int().min(0).default(0),
  accountFile: z.string().default('account.json'),
  peerKeyFile: z.string().default('peer.key'),
  passwordFile: z.string().default('password'),
  experts: z.array(expertSchema).default([]),
  /** Folder of the base model; the one in the repository when absent. */
  baseModel: z.string().optional(),
  epochSeconds: z.int().min(4).max(86_400).default(15),
  threads: z.int().min(1).max(256).default(1),
  /** Segments of a run that a verifier trains again, at most; each seat of a panel draws its own. */
  replaySegments: z.int().min(1).max(1_000).default(8),
  pollMs: milliseconds.default(500),
  /** How often this node announces itself; a lease lives for three beats. */
  beatMs: milliseconds.default(30_000),
  /** Deposits that this node takes in a day: of one who is enrolled, of one who is not, and of all who are not together. */
  depositsPerDay: z
    .strictObject({
      members: z.int().min(0).default(20_000),
      strangers: z.int().min(0).default(50),
      strangersTogether: z.int().min(0).default(5_000),
    })
    .prefault({}),
  /** Bytes that a pinner keeps for one operator in all, and for one deposit. */
  pinBytes: z
    .strictObject({
      perOperator: z
        .int()
        .min(0)
        .default(8 * 1024 ** 3),
      perDeposit: z
        .int()
        .min(0)
        .default(5 * 1024 ** 2),
    })
    .prefault({}),
  /** How often accepted deposits are anchored. */
  anchorMs: milliseconds.default(1_000),
  /** How long a deposit waits for a copy on another pinner before it is accepted with one. */
  pinWaitMs: milliseconds.default(500),
  logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

/** A node's settings with all paths absolute and its password read. */
export type Config = z.infer<typeof configSchema> & { readonly directory: string; readonly password: string };

/** What may stand in a node's config.json. */
export type ConfigFile = z.input<typeof configSchema>;

const list = (text: string) => text.split(',').filter(Boolean);

/** Environment variables that override config.json. */
const OVERRIDES: Readonly<Record<string, (text: string) => Partial<ConfigFile>>> = {
  TILTH_RPC_URL: (rpcUrl) => ({ rpcUrl }),
  TILTH_DEPLOYMENT: (deployment) => ({ deployment }),
  TILTH_LISTEN: (text) => ({ listen: list(text) }),
  TILTH_BOOTSTRAP: (text) => ({ bootstrap: list(text) }),
  TILTH_ROLES: (text) => ({ roles: list(text) as never }),
  TILTH_EPOCH_SECONDS: (text) => ({ epochSeconds: Number(text) }),
  TILTH_LOG_LEVEL: (text) => ({ logLevel: text as never }),
};

/** Reads DIRECTORY/config.json and the environment. @throws BadConfigError naming what is wrong */
export function readConfig(directory: string, environment: NodeJS.ProcessEnv = process.env): Config {
  const home = resolve(directory);
  const path = join(home, 'config.json');
  const parsed = configSchema.safeParse(override(readJson(path), environment));
  if (!parsed.success)
    throw new BadConfigError(path, z.prettifyError(parsed.error).replaceAll('\n', ' '), parsed.error);
  const within = (file: string) => resolve(home, file);
  const config = parsed.data;
  return {
    ...config,
    directory: home,
    deployment: within(config.deployment),
    accountFile: within(config.accountFile),
    peerKeyFile: within(config.peerKeyFile),
    beacon: config.beacon && { ...config.beacon, secretFile: within(config.beacon.secretFile) },
    password: environment.TILTH_PASSWORD ?? readPassword(within(config.passwordFile)),
  };
}

function override(file: object, environment: NodeJS.ProcessEnv): object {
  const changes = Object.entries(OVERRIDES).map(([name, apply]) => {
    const text = environment[name];
    return text === undefined || text === '' ? {} : apply(text);
  });
  const changed: { api?: unknown } = Object.assign({}, file, ...changes);
  const port = environment.TILTH_API_PORT;
  return port ? { ...changed, api: { ...(changed.api as object | undefined), port: Number(port) } } : changed;
}

function readJson(path: string): object {
  try {
    return z.looseObject({}).parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const isMissing = (cause as { code?: unknown }).code === 'ENOENT';
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BadConfigError(path, isMissing ? 'there is no config.json in this folder' : reason, cause);
  }
}

function readPassword(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new BadConfigError(path, 'the password file cannot be read; TILTH_PASSWORD may hold it instead', cause);
  }
}

export class BadConfigError extends BaseError {
  override readonly name = 'BadConfigError';
  override readonly kind = 'invalid';
  constructor(path: string, reason: string, cause: unknown) {
    super(`The configuration is not valid: ${reason}`, { values: { path }, cause });
  }
}
