import { pad } from 'viem';
import { startChain } from '../../test/indexer/fixtures/chain.ts';
import { deployEmitters, emit } from '../../test/indexer/fixtures/emitter.ts';
import { openIndex } from '../../test/indexer/fixtures/openIndex.ts';
import type { Figure } from './figure.ts';

const BLOCKS = 100;
const EVENTS_PER_BLOCK = 500;
const TARGET = 5000;

/** Indexes 50,000 events of a real chain from nothing: RPC, decoding and tables together. */
export async function benchIndexer(): Promise<readonly Figure[]> {
  const chain = await startChain(18564);
  try {
    const deployment = await deployEmitters(chain);
    const args = { to: pad('0xb0b', { size: 20 }), kind: 1n, amount: 3n, cause: pad('0x1') };
    for (let i = 0; i < BLOCKS; i += 1) {
      const event = { contract: 'contributionCredits', eventName: 'CreditsMinted', args } as const;
      await emit(chain, deployment, { ...event, times: EVENTS_PER_BLOCK });
    }
    const index = await openIndex(chain.rpcUrl, deployment);
    const started = performance.now();
    await index.catchUp();
    const seconds = (performance.now() - started) / 1000;
    await index.close();
    const value = Math.round((BLOCKS * EVENTS_PER_BLOCK) / seconds);
    const peer = 'ponder 0.16.10: 1,170/s';
    return [
      { name: 'index from genesis', value, unit: 'events/s', target: `>= ${TARGET}`, peer, met: value >= TARGET },
    ];
  } finally {
    await chain.stop();
  }
}
