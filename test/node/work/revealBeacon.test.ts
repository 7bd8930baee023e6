import { expect } from 'chai';
import { type Hex, keccak256, zeroHash } from 'viem';
import { TransactionRefusedError } from '../../../node/chain/sender.ts';
import { ChainUsedUpError, createBeaconRevealer } from '../../../node/work/revealBeacon.ts';
import { chainLink } from '../../../protocol/work/hashChain.ts';

const MEMBER: Hex = `0x${'11'.repeat(20)}`;
const SECRET: Hex = `0x${'5e'.repeat(32)}`;
const ROUND = 10;

/** A beacon with one member; a reveal is refused as the contract refuses it. */
function setUp({ tip = chainLink(SECRET, 4), from = 0, next = zeroHash as Hex, nextFrom = 0 } = {}) {
  const member = { tip, next, from, nextFrom, outUntil: 0 };
  const revealed = new Set<number>();
  const troubles: unknown[] = [];
  const world = { time: 100, changes: 0, revealedIn: -1, ends: [] as number[], asked: 0, isLate: false };
  const chain = {
    read: async ({ functionName, args }: { functionName: string; args: readonly unknown[] }) => {
      world.asked += 1;
      return functionName === 'memberOf' ? member : revealed.has(Number(args[0]));
    },
    send: async ({ args: [, preimage] }: { args: readonly [Hex, Hex] }) => {
      const call = { contract: 'beacon', functionName: 'reveal' } as const;
      const round = Math.floor(world.time / ROUND);
      if (world.isLate) throw new TransactionRefusedError(call, { name: 'AlreadyRevealed', args: [] });
      if (member.next !== zeroHash && round >= member.nextFrom)
        Object.assign(member, { tip: member.next, next: zeroHash });
      if (keccak256(preimage) !== member.tip) throw new Error('not the preimage');
      member.tip = preimage;
      revealed.add(round);
    },
  };
  const open = () =>
    createBeaconRevealer({
      ...{ chain: chain as never, member: MEMBER, secret: SECRET, roundLength: ROUND },
      ...{
        needs: { changes: () => world.changes, revealedIn: () => world.revealedIn, revealsOf: () => new Set() },
        now: () => world.time,
        ends: () => world.ends,
      },
      onTrouble: ({ cause }) => troubles.push(cause),
    });
  return { open, member, revealed, world, troubles };
}

describe('createBeaconRevealer', () => {
  it('reveals once in the round that something may wait for, and in the one after it', async () => {
    const { open, revealed, world, troubles } = setUp();
    const duty = open();
    for (const time of [100, 105, 110, 115, 120, 130]) {
      world.time = time;
      await duty.run();
    }
    expect([...revealed]).to.deep.equal([10, 11]);
    expect(troubles).to.deep.equal([]);
  });

  it('asks the chain nothing while nothing waits, and reveals again when something does', async () => {
    const { open, revealed, world } = setUp();
    const duty = open();
    world.time = 300;
    await duty.run();
    world.time = 400;
    await duty.run();
    const { asked } = world;
    for (let time = 410; time < 500; time += 5) {
      world.time = time;
      await duty.run();
    }
    expect(world.asked).to.equal(asked);
    world.changes += 1;
    await duty.run();
    expect(revealed.has(49)).to.equal(true);
  });

  it('reveals where another did, and not for ever because of that', async () => {
    const { open, revealed, world } = setUp();
    const duty = open();
    world.time = 300;
    await duty.run();
    world.time = 400;
    world.revealedIn = 40;
    await duty.run();
    world.time = 410;
    await duty.run();
    expect([...revealed]).to.deep.equal([30, 40]);
  });

  it('reveals in the round that decides when a panel ends', async () => {
    const { open, revealed, world } = setUp();
    const duty = open();
    world.time = 300;
    await duty.run();
    world.ends = [425];
    for (const time of [400, 410, 420, 430, 440]) {
      world.time = time;
      await duty.run();
    }
    expect([...revealed]).to.deep.equal([30, 43]);
  });

  it('finds its place in the chain again after a restart', async () => {
    const { open, world, revealed, member } = setUp();
    await open().run();
    world.time = 110;
    await open().run();
    expect([...revealed]).to.deep.equal([10, 11]);
    expect(member.tip).to.equal(chainLink(SECRET, 2));
  });

  it('is quiet before its chain counts, and goes over to the next chain when that one does', async () => {
    const early = setUp({ from: 11 });
    await early.open().run();
    expect(early.revealed.size).to.equal(0);
    const turned = setUp({ tip: chainLink(`0x${'aa'.repeat(32)}`, 3), next: chainLink(SECRET, 3), nextFrom: 10 });
    await turned.open().run();
    expect(turned.revealed.has(10)).to.equal(true);
  });

  it('takes it well when another node of the institution was faster', async () => {
    const { open, world, troubles } = setUp();
    world.isLate = true;
    await open().run();
    expect(troubles).to.deep.equal([]);
  });

  it('says so when its chain is used up', async () => {
    const { open, troubles } = setUp({ tip: SECRET });
    await open().run();
    expect(troubles[0]).to.be.instanceOf(ChainUsedUpError);
  });
});
