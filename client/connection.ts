import { BaseError } from '../protocol/errors/BaseError.ts';
import { type Configuration, configuration } from '../protocol/http/configuration.ts';
import { type Chain, createChain } from './chain.ts';
import { requestJson } from './request.ts';
import type { Session } from './sessionFile.ts';
import type { Signer } from './signer.ts';

/** Where the parts of a commons answer: its chain, index, gates and contracts. */
export type Endpoints = Pick<Configuration, 'chainId' | 'rpcUrl' | 'graphqlUrl' | 'apiUrls' | 'contracts'>;

/** What every verb works with: a commons, and whoever acts in it. */
export type Connection = {
  readonly endpoints: Endpoints;
  readonly chain: Chain;
  /** Null where someone only looks. */
  readonly signer: Signer | null;
  /** Shown to gates with each question; without one they serve whoever asks, last. */
  readonly session?: Session;
};

/** Joins endpoints and a signer into what verbs work with. */
export function connect(endpoints: Endpoints, signer: Signer | null = null): Connection {
  return { endpoints, chain: createChain(endpoints), signer };
}

const TIMEOUT_MS = 5_000;

/** Reads where a commons lives from its page. @throws CommonsUnreachableError */
export async function fetchConfiguration(pageUrl: string, signal?: AbortSignal): Promise<Configuration> {
  try {
    const url = new URL('config.json', pageUrl.endsWith('/') ? pageUrl : `${pageUrl}/`).href;
    return await requestJson(url, configuration, { timeoutMs: TIMEOUT_MS, signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new CommonsUnreachableError(pageUrl, cause);
  }
}

/** Whoever acts. @throws NoSignerError */
export function signerOf({ signer }: Connection): Signer {
  if (!signer) throw new NoSignerError();
  return signer;
}

/** No page of a commons answers at a URL, or it answers something else. */
export class CommonsUnreachableError extends BaseError {
  override readonly name = 'CommonsUnreachableError';
  override readonly kind = 'unavailable';
  constructor(where: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`No commons answers there: ${reason}`, {
      values: { where },
      hint: 'Start one with "tilth up", or name one with --commons URL.',
      cause,
    });
  }
}

/** A verb that signs was called without a signer. */
export class NoSignerError extends BaseError {
  override readonly name = 'NoSignerError';
  override readonly kind = 'forbidden';
  constructor() {
    super('Nobody is here to sign.', { hint: 'Create the client with a signer: fromAccount or fromProvider.' });
  }
}
