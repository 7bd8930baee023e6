import { eq, sql } from 'drizzle-orm';
import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Store } from '../store/store.ts';
import { fetchAttempt } from '../store/tables/content.ts';

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

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 15_000;

type Failure = { readonly cid: string; readonly kind: string; readonly error: unknown };

/** Notes why a block did not come, or could not be judged: unavailable ones are asked for later, ones that do not hold what they must never. */
export async function noteFailure(store: Store, { cid, kind, error }: Failure): Promise<void> {
  const later = error instanceof BaseError && (error.kind === 'missing' || error.kind === 'unavailable');
  const reason = error instanceof BaseError ? error.message : `It cannot be read: ${String(error)}`;
  await store.write(async (transaction) => {
    const [before] = await transaction.select().from(fetchAttempt).where(eq(fetchAttempt.cid, cid));
    const attempts = (before?.attempts ?? 0) + 1;
    const pause = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 10));
    const values = { attempts, reason: reason.slice(0, 1000), nextAt: later ? Date.now() + pause : null };
    await transaction
      .insert(fetchAttempt)
      .values({ cid, kind, ...values })
      .onConflictDoUpdate({ target: fetchAttempt.cid, set: values });
  });
}

/** Condition: the block of this column may be asked for now. */
export function isDue(cid: unknown, now: number) {
  return sql`not exists (select 1 from fetch_attempt tried where tried.cid = ${cid} and (tried.next_at is null or tried.next_at > ${now}))`;
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

/** Content that came, and is not what the chain says it is. */
export class ContentRefusedError extends BaseError {
  override readonly name = 'ContentRefusedError';
  override readonly kind = 'refused';
}
