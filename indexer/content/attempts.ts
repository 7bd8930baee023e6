import { eq, sql } from 'drizzle-orm';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Store } from '../store/store.ts';
import { fetchAttempt } from '../store/tables/content.ts';
import { BlockUnavailableError } from './fetchBlock.ts';

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 15_000;

type Failure = { readonly cid: string; readonly kind: string; readonly error: unknown };

/** Notes why a block did not come: unavailable ones are asked for later, ones that do not hold what they must never. */
export async function noteFailure(store: Store, { cid, kind, error }: Failure): Promise<void> {
  const later = error instanceof BlockUnavailableError;
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

/** Content that came, and is not what the chain says it is. */
export class ContentRefusedError extends BaseError {
  override readonly name = 'ContentRefusedError';
  override readonly kind = 'refused';
}
