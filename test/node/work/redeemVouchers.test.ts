import { expect } from 'chai';
import type { Hex } from 'viem';
import { openAllotments } from '../../../node/journal/allotments.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { createCreditClaimer } from '../../../node/work/claimCredits.ts';
import { createRedeemer } from '../../../node/work/redeemVouchers.ts';

const SIGNATURE: Hex = '0x01';

describe('createRedeemer', () => {
  /** A pool that takes vouchers up to a number of units for each member. */
  const setUp = (most = 100n) => {
    const book = openAllotments(openJournal(':memory:'));
    const redeemed = new Map<bigint, bigint>();
    const batches: number[] = [];
    const chain = {
      read: async ({ args: [, id] }: { args: readonly bigint[] }) => redeemed.get(id as bigint) ?? 0n,
      send: async ({ args: [vouchers] }: any) => {
        batches.push(vouchers.length);
        for (const { identityId, cumulative } of vouchers) if (cumulative <= most) redeemed.set(identityId, cumulative);
      },
    };
    const redeemer = createRedeemer({
      ...{ chain: chain as never, book, period: () => 1, operatorId: 7n },
      onTrouble: ({ cause }) => expect.fail(String(cause)),
    });
    return { book, redeemer, batches, redeemed };
  };

  it('counts the vouchers of many members in one transaction, and gives them room for what was counted', async () => {
    const { book, redeemer, batches } = setUp();
    for (const id of [3, 4]) {
      book.addUse(id, 1, 40n);
      book.takeVoucher(id, 30n, SIGNATURE);
    }
    await redeemer.run();
    expect(batches).to.deep.equal([2]);
    expect(book.openUse(3, 1)).to.equal(10n);
    await redeemer.run();
    expect(batches).to.deep.equal([2]);
  });

  it('asks no second time for what the pool left out; a newer voucher carries it along', async () => {
    const { book, redeemer, batches, redeemed } = setUp(50n);
    book.takeVoucher(3, 60n, SIGNATURE);
    await redeemer.run();
    await redeemer.run();
    expect(batches).to.deep.equal([1]);
    expect(redeemed.size).to.equal(0);
    book.takeVoucher(3, 70n, SIGNATURE);
    await redeemer.run();
    expect(batches).to.deep.equal([1, 1]);
  });

  it('counts the vouchers of others when a member signed for more than a JavaScript number holds', async () => {
    const { book, redeemer, redeemed } = setUp();
    const most = 2n ** 63n - 1n;
    book.takeVoucher(3, most, SIGNATURE);
    book.takeVoucher(4, 30n, SIGNATURE);
    await redeemer.run();
    expect([...redeemed]).to.deep.equal([[4n, 30n]]);
    expect(book.vouched(3)).to.equal(most);
  });
});

describe('createCreditClaimer', () => {
  it('claims what the ledger has more, when something happened to the work, and nothing otherwise', async () => {
    const world = { units: 0n, claimed: 0n, changes: 1, asked: 0, time: 1_000n };
    const chain = {
      read: async ({ functionName }: { functionName: string }) => {
        world.asked += 1;
        return functionName === 'unitsOf' ? world.units : world.claimed;
      },
      send: async () => {
        world.claimed = world.units;
      },
    };
    const claimer = createCreditClaimer({
      ...{ chain: chain as never, operatorId: 5n, work: { changes: () => world.changes } },
      follower: { head: () => ({ number: 1n, timestamp: world.time }) },
      onTrouble: ({ cause }) => expect.fail(String(cause)),
    });
    await claimer.run();
    expect(world.claimed).to.equal(0n);
    Object.assign(world, { units: 7n, changes: 2 });
    await claimer.run();
    expect(world.claimed).to.equal(7n);
    const { asked } = world;
    await claimer.run();
    expect(world.asked).to.equal(asked);
    Object.assign(world, { units: 9n, time: 2_000n });
    await claimer.run();
    expect(world.claimed).to.equal(9n);
  });
});
