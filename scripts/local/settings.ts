import { join, resolve } from 'node:path';
import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65535);

/** Everything about a local commons that a person may set; each has a `TILTH_*` environment override. */
const settingsSchema = z.strictObject({
  /** Where state lives; survives restarts. */
  directory: z.string().min(1),
  host: z.string().default('127.0.0.1'),
  pagePort: port.default(7400),
  gatePort: port.default(7410),
  secondGatePort: port.default(7411),
  graphqlPort: port.default(7420),
  chainPort: port.default(8545),
  /** Folder tree whose first-level folder names are registers. */
  corpus: z.string().min(1),
  epochSeconds: z.coerce.number().int().min(4).max(86_400).default(6),
  /** The budget of the first plan, in bytes of text; a vote may decide another. */
  trainingBytes: z.coerce.number().int().min(1).max(67_108_864).default(170_000),
});

export type Settings = z.infer<typeof settingsSchema>;

const ENVIRONMENT = {
  directory: 'TILTH_DIRECTORY',
  pagePort: 'TILTH_PAGE_PORT',
  gatePort: 'TILTH_GATE_PORT',
  secondGatePort: 'TILTH_SECOND_GATE_PORT',
  graphqlPort: 'TILTH_GRAPHQL_PORT',
  chainPort: 'TILTH_CHAIN_PORT',
  corpus: 'TILTH_CORPUS',
  epochSeconds: 'TILTH_EPOCH_SECONDS',
  trainingBytes: 'TILTH_TRAINING_BYTES',
} as const;

/** Settings in force: flags win over the environment, the environment over defaults. @throws ZodError naming the value */
export function readSettings(flags: Readonly<Record<string, unknown>>): Settings {
  const fromEnvironment = Object.entries(ENVIRONMENT).map(([key, name]) => [key, process.env[name]]);
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  const set = Object.fromEntries(fromEnvironment.filter(([, value]) => value !== undefined && value !== ''));
  const merged = { directory: defaultDirectory(), corpus: defaultCorpus(), ...set, ...Object.fromEntries(given) };
  const settings = settingsSchema.parse(merged);
  return { ...settings, directory: resolve(settings.directory), corpus: resolve(settings.corpus) };
}

function defaultDirectory(): string {
  return join(import.meta.dirname, '../../.tilth');
}

function defaultCorpus(): string {
  return join(import.meta.dirname, 'corpus');
}
