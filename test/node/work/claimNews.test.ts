import { expect } from 'chai';
import { createCreditClaimer } from '../../../node/work/claimCredits.ts';
import { createMemoryStorage } from './memoryChain.ts';

const SELF = 5n;
const CREDITED_AT = 100;

describe('claiming credits on a chain of several blocks a second', () => {
  it('posts work that was credited in a second that had more blocks', async () => {
    const head = { number: 1n, timestamp: BigInt(CREDITED_AT) };
    const sent: string[] = [];
    const answers: Record<string, (args: readonly unknown[]) => unknown> = {
      claimed: () => 0n,
      unitsAt: ([, cutoff]) => (Number(cutoff) >= CREDITED_AT ? 7n : 0n),
      accountOf: () => '0x00000000000000000000000000000000000000aa',
    };
    const chain = {
      read: async ({ functionName, args = [] }: { functionName: string; args?: readonly unknown[] }) =>
        answers[functionName]?.(args),
      send: async ({ functionName }: { functionName: string }) => void sent.push(functionName),
    };
    const book = {
      ...{ pending: () => null, final: () => null, demanded: () => [], isBarred: () => false },
      ...{ credited: () => [SELF], changes: () => 1 },
    };
    const duty = createCreditClaimer({
      ...{ chain: chain as never, follower: { head: () => ({ ...head }) }, book, operatorId: SELF },
      ...{ work: { changes: () => 1 }, storage: createMemoryStorage() as never },
      onTrouble: ({ cause }) => expect.fail(String(cause)),
    });
    for (const [number, timestamp] of [
      [2n, 100n],
      [3n, 100n],
      [4n, 101n],
    ] as const) {
      Object.assign(head, { number, timestamp });
      await duty.run();
    }
    expect(sent).to.deep.equal(['post']);
  });
});
