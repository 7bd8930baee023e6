import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';
import { BaseError } from '../protocol/errors/BaseError.ts';

const FETCH_MS = 10_000;

/** Fetches a block from the first gateway whose bytes match the CID. @throws BlockUnavailableError */
export async function fetchBlock(gateways: readonly string[], cid: CID, signal?: AbortSignal): Promise<Uint8Array> {
  const causes: unknown[] = [];
  for (const gateway of gateways) {
    try {
      return await fetchFrom(gateway, cid, signal);
    } catch (cause) {
      signal?.throwIfAborted();
      causes.push(cause);
    }
  }
  throw new BlockUnavailableError(cid, new AggregateError(causes));
}

async function fetchFrom(gateway: string, cid: CID, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(FETCH_MS);
  const response = await fetch(new URL(`/ipfs/${cid}?format=raw`, gateway), {
    headers: { accept: 'application/vnd.ipld.raw' },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  if (!response.ok) throw new Error(`${gateway} answered ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (!CID.createV1(cid.code, await sha256.digest(bytes)).equals(cid)) throw new Error(`${gateway} sent other bytes`);
  return bytes;
}

/** No gateway gave a block whose bytes match its CID. */
export class BlockUnavailableError extends BaseError {
  override readonly name = 'BlockUnavailableError';
  override readonly kind = 'missing';
  constructor(cid: CID, cause: unknown) {
    super('A block cannot be fetched.', { values: { cid }, hint: 'Name another gateway or wait for a pinner.', cause });
  }
}
