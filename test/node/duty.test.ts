import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { createDuty, type Duty, type DutyOptions } from '../../node/duty.ts';

const until = async (isSo: () => boolean) => {
  while (!isSo()) await sleep(1);
};

describe('createDuty', () => {
  let duty: Duty;
  let troubles: string[];
  const create = (work: DutyOptions['work'], options: Partial<DutyOptions> = {}) => {
    troubles = [];
    duty = createDuty({
      name: 'sweeping',
      every: 3,
      work,
      onTrouble: ({ message }) => troubles.push(message),
      ...options,
    });
    return duty;
  };
  afterEach(() => duty.stop());

  it('does a round at once and again in its time', async () => {
    let rounds = 0;
    create(async () => {
      rounds += 1;
    }).start();
    expect(rounds).to.equal(1);
    await until(() => rounds >= 3);
  });

  it('never lets two rounds overlap, whoever asks for them', async () => {
    let running = 0;
    let most = 0;
    let rounds = 0;
    create(async () => {
      running += 1;
      most = Math.max(most, running);
      await sleep(4);
      running -= 1;
      rounds += 1;
    }).start();
    while (rounds < 4) {
      duty.wake();
      void duty.run();
      await sleep(1);
    }
    expect(most).to.equal(1);
  });

  it('waits for the round that runs when it is stopped, and begins no other', async () => {
    let ended = 0;
    create(async () => {
      await sleep(10);
      ended += 1;
    }).start();
    await duty.stop();
    expect(ended).to.equal(1);
    duty.wake();
    await duty.run();
    await sleep(10);
    expect(ended).to.equal(1);
  });

  it('tells the work that it is being stopped', async () => {
    let hasHeard = false;
    create(async (signal) => {
      await sleep(60_000, undefined, { signal }).catch(() => {
        hasHeard = true;
      });
    }).start();
    await duty.stop();
    expect(hasHeard).to.equal(true);
    expect(troubles).to.deep.equal([]);
  });

  it('ends with the signal that it was given', async () => {
    const ending = new AbortController();
    let rounds = 0;
    create(
      async () => {
        rounds += 1;
      },
      { every: 1, signal: ending.signal },
    ).start();
    await until(() => rounds >= 2);
    ending.abort();
    const before = rounds;
    await sleep(10);
    expect(rounds).to.equal(before);
  });

  it('does another round when it is woken while one runs', async () => {
    let rounds = 0;
    create(
      async () => {
        rounds += 1;
        await sleep(3);
      },
      { every: null },
    ).start();
    duty.wake();
    duty.wake();
    await until(() => rounds === 2);
    await sleep(15);
    expect(rounds).to.equal(2);
  });

  it('does nothing between wakes when it has no time of its own', async () => {
    let rounds = 0;
    create(
      async () => {
        rounds += 1;
      },
      { every: null },
    ).start();
    await sleep(15);
    expect(rounds).to.equal(1);
    duty.wake();
    await until(() => rounds === 2);
  });

  it('answers a burst of wakes with one round, and cuts a burst without end', async () => {
    let rounds = 0;
    create(
      async () => {
        rounds += 1;
      },
      { every: null, settle: { calm: 20, most: 60 } },
    ).start();
    await duty.run();
    const before = rounds;
    for (let i = 0; i < 5; i += 1) {
      duty.wake();
      await sleep(2);
    }
    expect(rounds).to.equal(before);
    const started = Date.now();
    while (rounds === before) {
      duty.wake();
      await sleep(5);
    }
    expect(Date.now() - started).to.be.within(20, 200);
  });

  it('goes on at once while there is more to do', async () => {
    let rounds = 0;
    create(
      async () => {
        rounds += 1;
        return rounds < 4;
      },
      { every: null },
    ).start();
    await until(() => rounds === 4);
  });

  it('tells of a failure and tries again after pauses that double', async () => {
    const times: number[] = [];
    create(
      async () => {
        times.push(Date.now());
        if (times.length < 4) throw new Error('no');
      },
      { every: null, retry: { first: 10, most: 20 } },
    ).start();
    duty.wake();
    await until(() => times.length === 4);
    expect(troubles).to.deep.equal(['sweeping failed', 'sweeping failed', 'sweeping failed']);
    const pauses = times.slice(1).map((time, i) => time - times[i]!);
    expect(pauses[0]).to.be.at.least(9);
    expect(pauses[1]).to.be.at.least(19);
    expect(pauses[2]).to.be.within(19, 200);
  });

  it('never throws from a round that is asked for', async () => {
    create(async () => {
      throw new Error('no');
    });
    await duty.run();
    expect(troubles).to.deep.equal(['sweeping failed']);
  });
});
