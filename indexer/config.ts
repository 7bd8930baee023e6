import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { type Deployment, parseDeployment } from '../protocol/deployment.ts';
import { BaseError } from '../protocol/errors/BaseError.ts';

const configSchema = z
  .strictObject({
    rpcUrl: z.url(),
    /** File that says where the contracts are; relative to the configuration. */
    deployment: z.string().min(1),
    dataDirectory: z.string().min(1).optional(),
    databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    host: z.string().default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(7420),
    /** Names that the index is reached by, besides those of this machine and `host`. */
    hosts: z.array(z.string()).default([]),
    /** Pages that may ask, besides those of this machine; `*` is any page. */
    origins: z.array(z.string()).default([]),
    /** Queries a second that one address may make, lasting and at once. */
    ratePerSecond: z.number().positive().default(100),
    burst: z.int().positive().default(400),
    gateways: z.array(z.url()).default([]),
    pollMs: z.int().min(50).max(60_000).default(500),
  })
  .refine((config) => (config.dataDirectory === undefined) !== (config.databaseUrl === undefined), {
    error: 'give either dataDirectory or databaseUrl',
  });

export type IndexerConfig = Omit<z.infer<typeof configSchema>, 'deployment'> & { readonly deployment: Deployment };

/** Reads the configuration and the deployment it names. @throws BadConfigError */
export async function readConfig(file: string): Promise<IndexerConfig> {
  const parsed = configSchema.safeParse(await readJson(file));
  if (!parsed.success) throw new BadConfigError(file, z.prettifyError(parsed.error).replaceAll('\n', ' '));
  const folder = dirname(resolve(file));
  const deployment = parseDeployment(await readJson(resolve(folder, parsed.data.deployment)));
  const { dataDirectory } = parsed.data;
  return { ...parsed.data, deployment, ...(dataDirectory ? { dataDirectory: resolve(folder, dataDirectory) } : {}) };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new BadConfigError(file, 'it cannot be read as JSON', cause);
  }
}

export class BadConfigError extends BaseError {
  override readonly name = 'BadConfigError';
  override readonly kind = 'invalid';
  constructor(file: string, reason: string, cause?: unknown) {
    super(`The configuration of the index is not valid: ${reason}.`, { values: { file }, cause });
  }
}
