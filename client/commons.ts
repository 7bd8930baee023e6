import { z } from 'zod';
import { BaseError } from '../protocol/errors/BaseError.ts';

const address = z.custom<`0x${string}`>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value));
const key = z.custom<`0x${string}`>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]{64}$/.test(value));

/** What a client needs to know of a commons; its page serves it at `/config.json`. */
const commonsSchema = z.object({
  chainId: z.int().positive(),
  rpcUrl: z.url(),
  graphqlUrl: z.url(),
  apiUrls: z.array(z.url()).min(1),
  contracts: z.record(z.string(), address),
  /** Public test accounts; only ever set on a local chain. */
  development: z
    .object({
      accounts: z.array(z.object({ name: z.string(), address, privateKey: key, roles: z.array(z.string()) })),
    })
    .nullable(),
});

export type Commons = z.infer<typeof commonsSchema>;

/** Reads a commons' description from its page. @throws CommonsUnreachableError */
export async function fetchCommons(pageUrl: string): Promise<Commons> {
  try {
    const response = await fetch(new URL('/config.json', pageUrl), { signal: AbortSignal.timeout(5000) });
    return commonsSchema.parse(await response.json());
  } catch (cause) {
    throw new CommonsUnreachableError(pageUrl, cause);
  }
}

/** Address of a contract by its name. @throws CommonsUnreachableError when the commons does not name it */
export function contractOf(commons: Commons, name: string): `0x${string}` {
  const found = commons.contracts[name];
  if (!found) throw new CommonsUnreachableError(name, 'the commons does not name this contract');
  return found;
}

export class CommonsUnreachableError extends BaseError {
  override readonly name = 'CommonsUnreachableError';
  override readonly kind = 'unavailable';
  constructor(where: string, cause: unknown) {
    super('No commons answers there.', {
      values: { where },
      hint: 'Start one with "tilth up", or name one with --commons URL.',
      cause,
    });
  }
}
