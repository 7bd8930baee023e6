import type { SignedClaim } from '../../protocol/receipts/verifyStatement.ts';
import { verifyStatement } from '../../protocol/receipts/verifyStatement.ts';
import type { Chain } from '../chain/chain.ts';
import { within } from '../within.ts';
import type { AskContract } from './contractSignature.ts';
import type { CheckLeaf } from './readBatch.ts';

type Components = Pick<SignedClaim, 'chainId' | 'depositLog' | 'recover'> & {
  readonly client: Pick<Chain['client'], 'getBlock'>;
  readonly askContract: AskContract;
};

const WAIT_MS = 10_000;
/** Leaves of a batch share their block; a few batches are read beside each other. */
const TIMES = 64;

/** Creates what tells whether a leaf of a log is a deposit: whether its contributor signed it, as of the block that holds it. */
export function createCheckLeaf({ client, askContract, ...facts }: Components): CheckLeaf {
  const times = new Map<number, Promise<number>>();
  const readTime = async (block: number): Promise<number> => {
    const { timestamp } = await within(WAIT_MS, undefined, () => client.getBlock({ blockNumber: BigInt(block) }));
    return Number(timestamp);
  };
  const timeOf = (block: number): Promise<number> => {
    const known = times.get(block);
    if (known) return known;
    const time = readTime(block);
    times.set(block, time);
    if (times.size > TIMES) times.delete(times.keys().next().value as number);
    time.catch(() => times.delete(block));
    return time;
  };
  return async ({ block, ...leaf }) =>
    verifyStatement({
      ...facts,
      ...leaf,
      anchoredAt: await timeOf(block),
      isSignedByContract: (signature) => askContract(signature, block),
    });
}
