import { expect } from 'chai';
import { TransactionRefusedError } from '../../../node/chain/sender.ts';
import { type Chore, createKeeper } from '../../../node/work/keep.ts';

const refusal = (name: string, args: readonly unknown[] = []) =>
  new TransactionRefusedError({ contract: 'spotCheck', functionName: 'advance' }, { name, args });

/** A keeper with one chore, whose outcome a test decides. */
function setUp({ operatorId = 1, patience = 100 } = {}) {
  const world = { time: 1_000, answer: null as Error | null };
  const done: number[] = [];
  const closed: number[] = [];
  const troubles: unknown[] = [];
  const chores: Chore[] = [];
  const add = (chore: Partial<Chore> = {}) =>
    chores.push({
      ...{ id: 'settle 1', dueAt: 1_000, isOwn: true },
      act: async () => {
        done.push(world.time);
        if (world.answer) throw world.answer;
      },
      ...chore,
    });
  const keeper = createKeeper(
    {
      ...{ operatorId, now: () => world.time, sources: [async () => chores] },
      closeRound: async (time) => void closed.push(time),
      onTrouble: ({ cause }) => troubles.push(cause),
    },
    { patience },
  );
  const at = async (time: number) => {
    world.time = time;
    await keeper.run();
  };
  return { world, done, closed, troubles, add, at };
}

describe('createKeeper', () => {
  it('does a chore once, when it is due', async () => {
    const { add, at, done } = setUp();
    add({ dueAt: 1_010 });
    for (const time of [1_000, 1_009, 1_010, 1_011, 5_000]) await at(time);
    expect(done).to.deep.equal([1_010]);
  });

  it('does the same chore again when it is another one by its words', async () => {
    const { add, at, done } = setUp();
    add();
    await at(1_000);
    add({ id: 'settle 2' });
    await at(1_001);
    expect(done).to.deep.equal([1_000, 1_001]);
  });

  it('spreads over its patience with others, so that one pays and not all', async () => {
    const firsts: number[] = [];
    for (let operatorId = 1; operatorId <= 12; operatorId += 1) {
      const { add, at, done } = setUp({ operatorId, patience: 100 });
      add({ isOwn: false });
      for (let time = 1_000; done.length === 0; time += 1) await at(time);
      firsts.push((done[0] ?? 0) - 1_000);
    }
    expect(Math.min(...firsts)).to.be.at.least(25);
    expect(Math.max(...firsts)).to.be.at.most(125);
    expect(new Set(firsts).size).to.be.greaterThan(8);
  });

  it('asks again after pauses that double when a contract says no, without complaint', async () => {
    const { add, at, done, world, troubles } = setUp();
    add();
    world.answer = refusal('WindowOpen', ['0x00', 1_010]);
    for (let time = 1_000; time <= 1_020; time += 1) await at(time);
    expect(done).to.deep.equal([1_000, 1_001, 1_003, 1_007, 1_015]);
    expect(troubles).to.deep.equal([]);
    world.answer = null;
    await at(1_031);
    await at(5_000);
    expect(done.at(-1)).to.equal(1_031);
  });

  it('closes the round that a refusal waits for, and keeps asking at the same pace', async () => {
    const { add, at, done, world, closed } = setUp();
    add();
    world.answer = refusal('SeedUnknown', [777]);
    for (let time = 1_000; time < 1_005; time += 1) await at(time);
    expect(closed).to.deep.equal([777, 777, 777, 777, 777]);
    expect(done).to.have.length(5);
  });

  it('tells of what is no refusal, and tries again', async () => {
    const { add, at, done, world, troubles } = setUp();
    add();
    world.answer = new Error('the RPC is away');
    await at(1_000);
    world.answer = null;
    await at(1_001);
    expect(troubles).to.have.length(1);
    expect(done).to.deep.equal([1_000, 1_001]);
  });
});
