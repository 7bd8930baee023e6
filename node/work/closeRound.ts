import type { Chain } from '../chain/chain.ts';
import { isRefusedWith, type Refusals } from '../chain/refusals.ts';

/** Somebody was faster, or an institution revealed at the last moment. */
const KNOWN = { beacon: ['RoundKnown', 'RoundRunning'] } satisfies Refusals;

type Components = {
  readonly chain: Pick<Chain, 'send'>;
  readonly roundLength: number;
  /** Unix seconds. */
  readonly now: () => number;
};

/** Gives a value to the round that decides what was fixed at a time, when it is over and no institution revealed in it. */
export type CloseRound = (time: number) => Promise<void>;

/** Creates what closes silent rounds; it is asked only by who waits for one. */
export function createRoundCloser({ chain, roundLength, now }: Components): CloseRound {
  return async (time) => {
    const round = Math.floor(time / roundLength) + 1;
    if (now() < (round + 1) * roundLength) return;
    try {
      await chain.send({ contract: 'beacon', functionName: 'close', args: [round] });
    } catch (cause) {
      if (!isRefusedWith(cause, KNOWN)) throw cause;
    }
  };
}
