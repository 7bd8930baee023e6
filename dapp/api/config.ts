import { z } from 'zod';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { address, bytes32 } from '../../protocol/scalars.ts';

const developmentAccount = z.object({
  name: z.string(),
  address,
  privateKey: bytes32,
  roles: z.array(z.string()).default([]),
});

export type DevelopmentAccount = z.infer<typeof developmentAccount>;

const configurationSchema = z.object({
  chainId: z.int().positive(),
  rpcUrl: z.url(),
  graphqlUrl: z.url(),
  apiUrls: z.array(z.url()).min(1),
  contracts: z.looseObject({
    depositLog: address,
    consentRegistry: address,
    commonsGovernor: address,
    mixturePolicy: address,
  }),
  development: z.object({ accounts: z.array(developmentAccount) }).nullable(),
});

/** Where this commons lives: what the page server answers at /config.json. */
export type Configuration = z.infer<typeof configurationSchema>;

/** Reads a configuration that came from outside. @throws BadConfigurationError */
export function parseConfiguration(value: unknown): Configuration {
  const parsed = configurationSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadConfigurationError(z.prettifyError(parsed.error).replaceAll('\n', ' '), parsed.error);
}

/** Loads /config.json from the server that served this page. @throws BadConfigurationError */
export async function loadConfiguration(signal?: AbortSignal): Promise<Configuration> {
  const response = await fetch('./config.json', { cache: 'no-store', ...(signal ? { signal } : {}) }).catch((cause) => {
    throw new BadConfigurationError('the page server does not answer', cause);
  });
  if (!response.ok) throw new BadConfigurationError(`the page server answered ${response.status}`);
  const body: unknown = await response.json().catch((cause) => {
    throw new BadConfigurationError('it is not JSON', cause);
  });
  return parseConfiguration(body);
}

export class BadConfigurationError extends BaseError {
  override readonly name = 'BadConfigurationError';
  override readonly kind = 'invalid';
  constructor(reason: string, cause?: unknown) {
    super(`The page could not read /config.json: ${reason}.`, { hint: 'Start the commons with: npm start', cause });
  }
}
