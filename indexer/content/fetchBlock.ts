import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';
import { BaseError } from '../../protocol/errors/BaseError.ts';

const TIMEOUT_MS = 5000;

/** Gives the bytes of a CID, checked. */
export type FetchBlock = (cid: string, options: { maxBytes: number; signal: AbortSignal }) => Promise<Uint8Array>;

/** Asks trustless gateways in turn (`/ipfs/<cid>?format=raw`); bytes that do not fit the CID are never returned. */
export function createFetchBlock(gateways: readonly string[], request: typeof fetch = fetch): FetchBlock {
  return async (text, { maxBytes, signal }) => {
    const cid = CID.parse(text);
    const reasons: string[] = [];
    for (const gateway of gateways) {
      try {
        const url = `${gateway.replace(/\/$/, '')}/ipfs/${cid}?format=raw`;
        const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
        const headers = { accept: 'application/vnd.ipld.raw' };
        const bytes = await readBody(await request(url, { signal: limit, headers }), maxBytes);
        await assertFits(cid, bytes);
        return bytes;
      } catch (error) {
        if (signal.aborted) throw error;
        reasons.push(`${gateway}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    throw new BlockUnavailableError(text, reasons);
  };
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body) {
    size += part.byteLength;
    if (size > maxBytes) throw new Error(`more than ${maxBytes} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

async function assertFits(cid: CID, bytes: Uint8Array): Promise<void> {
  if (cid.multihash.code !== sha256.code) throw new Error('the CID is not of SHA-256');
  const { digest } = await sha256.digest(bytes);
  const same = digest.every((byte, i) => byte === cid.multihash.digest[i]);
  if (!same) throw new Error('the bytes do not fit the CID');
}

export class BlockUnavailableError extends BaseError {
  override readonly name = 'BlockUnavailableError';
  override readonly kind = 'missing';
  constructor(cid: string, reasons: readonly string[]) {
    super('No gateway gave this block.', {
      values: { cid, reasons: reasons.join('; ') || 'no gateway is configured' },
    });
  }
}
