import type { Chain } from './chain.ts';
import type { Follower } from './follower.ts';

/** Gives a chain whose transactions resolve when their events are folded, so that the next question sees them. */
export function sendFolded<C extends Pick<Chain, 'send'>>(chain: C, follower: Pick<Follower, 'reached'>): C {
  const send: Chain['send'] = async (call) => {
    const receipt = await chain.send(call);
    await follower.reached(receipt.blockNumber);
    return receipt;
  };
  return { ...chain, send };
}
