import { setTimeout as sleep } from 'node:timers/promises';
import { createTestClient, http, publicActions } from 'viem';
import { foundry } from 'viem/chains';

/** Longer than a panel takes to commit and to reveal, so that the chain's clock passes both. */
const QUIET_BLOCKS = 30;

/**
 * Gives the local chain a sense of time: an empty block each second for half a minute after every transaction, and
 * while `isBusy` (an open vote, say). An idle commons adds no blocks, so its state file does not grow.
 */
export function startHeartbeat(options: { rpcUrl: string; isBusy: () => Promise<boolean>; signal: AbortSignal }): void {
  const client = createTestClient({
    // anvil knows Hardhat's names too.
    mode: 'hardhat',
    chain: foundry,
    transport: http(options.rpcUrl),
    cacheTime: 0,
  }).extend(publicActions);
  const beat = async () => {
    let empty = 0;
    while (!options.signal.aborted) {
      await sleep(1000, undefined, { signal: options.signal });
      const block = await client.getBlock();
      empty = block.transactions.length > 0 ? 0 : empty + 1;
      if (empty < QUIET_BLOCKS || (await options.isBusy())) await client.mine({ blocks: 1 });
    }
  };
  const run = async (): Promise<void> => {
    while (!options.signal.aborted) await beat().catch(() => sleep(500));
  };
  void run();
}
