import { join, resolve } from 'node:path';
import { z } from 'zod';
import { BaseError } from '../../protocol/errors/BaseError.ts';

const number = () => z.coerce.number('it is not a number');
const port = number().int().min(1).max(65535);

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
  epochSeconds: number().int().min(4).max(86_400).default(6),
  /** The budget of the first plan, in bytes of text; a vote may decide another. */
  trainingBytes: number().int().min(1).max(67_108_864).default(170_000),
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

/** Settings in force: flags win over the environment, the environment over defaults. @throws BadSettingsError */
export function readSettings(flags: Readonly<Record<string, unknown>>): Settings {
  const fromEnvironment = Object.entries(ENVIRONMENT).map(([key, name]) => [key, process.env[name]]);
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  const set = Object.fromEntries(fromEnvironment.filter(([, value]) => value !== undefined && value !== ''));
  const merged = { directory: defaultDirectory(), corpus: defaultCorpus(), ...set, ...Object.fromEntries(given) };
  const { success, data: settings, error } = settingsSchema.safeParse(merged);
  if (!success) throw new BadSettingsError(error);
  return { ...settings, directory: resolve(settings.directory), corpus: resolve(settings.corpus) };
}

/** The name of a setting as an option of the command. */
export function toFlag(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function defaultDirectory(): string {
  return join(import.meta.dirname, '../../.tilth');
}

function defaultCorpus(): string {
  return join(import.meta.dirname, 'corpus');
}

export class BadSettingsError extends BaseError {
  override readonly name = 'BadSettingsError';
  override readonly kind = 'invalid';
  constructor(cause: z.ZodError) {
    const [issue] = cause.issues;
    const key = String(issue?.path[0] ?? '');
    const variable = ENVIRONMENT[key as keyof typeof ENVIRONMENT];
    const names = variable ? `${toFlag(key)} (or ${variable})` : toFlag(key);
    super(`The setting ${names} cannot be used: ${issue?.message}.`, { cause });
  }
}
