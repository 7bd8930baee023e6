import { setTimeout as sleep } from 'node:timers/promises';
import type { PublicClient } from 'viem';
import type { Chain, Watch } from './chain.ts';

type Options = {
  readonly watch: Watch;
  readonly events: Chain['events'];
  readonly client: PublicClient;
  readonly pollMs: number;
  readonly onTrouble: (trouble: { readonly message: string; readonly cause: unknown }) => void;
};

const MAX_BACKOFF_MS = 15_000;

/**
 * Follows one kind of event until the signal fires. A range is left behind only after its listener succeeded, so an
 * outage or a failing listener delays events and never loses one.
 */
export async function watchEvents({ watch, events, client, pollMs, onTrouble }: Options): Promise<void> {
  let next = watch.fromBlock;
  let failures = 0;
  while (!watch.signal.aborted) {
    try {
      const head = await client.getBlockNumber();
      if (next === undefined || head >= next) {
        const query = { contract: watch.contract, eventName: watch.eventName, toBlock: head };
        const found = await events(next === undefined ? query : { ...query, fromBlock: next });
        if (watch.signal.aborted) return;
        if (found.length > 0) await watch.onEvents(found);
        next = head + 1n;
      }
      failures = 0;
    } catch (cause) {
      failures += 1;
      if (!watch.signal.aborted) onTrouble({ message: `watching ${watch.eventName} failed`, cause });
    }
    const pause = failures === 0 ? pollMs : Math.min(MAX_BACKOFF_MS, pollMs * 2 ** Math.min(failures, 6));
    await sleep(pause, undefined, { signal: watch.signal }).catch(() => {});
  }
}
