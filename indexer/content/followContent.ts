import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Store } from '../store/store.ts';
import { readBatches } from './batches.ts';
import { readCores, type StatementFacts } from './cores.ts';
import { readDocuments } from './documents.ts';
import type { FetchBlock } from './fetchBlock.ts';

export type ContentParts = StatementFacts & {
  readonly store: Store;
  readonly fetchBlock: FetchBlock;
  readonly logger: Logger;
  readonly pollMs: number;
};

/** Fetches what events point to, until the signal; the chain is followed beside it and never waits for it. */
export async function followContent(parts: ContentParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const came = await contentStep(parts, signal).catch((error: unknown) => {
      if (!signal.aborted) parts.logger.error({ err: error }, 'content could not be stored');
      return false;
    });
    await wait(came ? 0 : parts.pollMs, undefined, { signal }).catch(() => undefined);
  }
}

/** One pass over all that is due. True when anything came. */
export async function contentStep(parts: ContentParts, signal: AbortSignal): Promise<boolean> {
  const batches = await readBatches(parts.store, parts.fetchBlock, signal);
  const cores = await readCores(parts, signal);
  const documents = await readDocuments(parts.store, parts.fetchBlock, signal);
  return batches || cores || documents;
}
