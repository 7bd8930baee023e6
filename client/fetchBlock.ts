import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { blockPath } from '../protocol/http/blocks.ts';
import { readBytes, request } from './request.ts';

const FETCH_MS = 10_000;

type Options = {
  readonly signal?: AbortSignal | undefined;
  /** Hears of a gateway that sent other bytes, before the next one is asked. */
  readonly onAltered?: ((gateway: string) => void) | undefined;
};

/**
 * Fetches a block from the first gateway whose bytes match the CID.
 * @throws BlockUnavailableError
 * @example
 * import { CID } from 'multiformats/cid';
 * import { createClient, fetchBlock } from 'tilth/client';
 *
 * declare const card: string;
 * const { endpoints } = await createClient({ url: 'http://127.0.0.1:7400' });
 * const bytes = await fetchBlock(endpoints.apiUrls, CID.parse(card));
 * console.log(bytes.byteLength);
 */
export async function fetchBlock(
  gateways: readonly string[],
  cid: CID,
  { signal, onAltered }: Options = {},
): Promise<Uint8Array> {
  const causes: unknown[] = [];
  for (const gateway of gateways) {
    try {
      return await fetchFrom(gateway, cid, signal);
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof BlockAlteredError) onAltered?.(gateway);
      causes.push(cause);
    }
  }
  throw new BlockUnavailableError(cid, new AggregateError(causes));
}

async function fetchFrom(gateway: string, cid: CID, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const limit = AbortSignal.timeout(FETCH_MS);
  const response = await request(`${gateway}${blockPath(cid)}`, {
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  });
  const bytes = await readBytes(response);
  if (!CID.createV1(cid.code, await sha256.digest(bytes)).equals(cid)) throw new BlockAlteredError(cid, gateway);
  return bytes;
}

/** A gateway sent other bytes than those that a CID names. */
export class BlockAlteredError extends BaseError {
  override readonly name = 'BlockAlteredError';
  override readonly kind = 'refused';
  constructor(cid: CID, gateway: string) {
    super('The bytes are not those that the CID names.', { values: { cid, gateway } });
  }
}

/** No gateway gave a block whose bytes match its CID. */
export class BlockUnavailableError extends BaseError {
  override readonly name = 'BlockUnavailableError';
  override readonly kind = 'unavailable';
  constructor(cid: CID, cause: unknown) {
    super('A block cannot be fetched.', { values: { cid }, hint: 'Name another gateway or wait for a pinner.', cause });
  }
}
