import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Client } from '../../../client/createClient.ts';
import { exitCodeOf, judge, quotedLate, type Report } from '../../../scripts/faults/account.ts';
import { type Promised, startLoad } from '../../../scripts/faults/load.ts';
import { contributors } from '../../../scripts/local/testPeople.ts';

const NOW = 1_800_000_000_000;
const promise = (id: string, withdrawnAt: number | null = null): Promised => ({ id, mark: id, logId: 1, withdrawnAt });

describe('account of a run of faults', () => {
  const once = { placesOf: () => 1, isServed: () => true };
  const clean: Report = {
    ...{ seed: 1, faults: 3, deposits: 2, withdrawn: 1, answered: 9, deposited: 2, refused: 1, unexplained: 0 },
    ...{ slowestRefusalMs: 5, lost: [], doubled: [], quotedAfterWithdrawal: [], servedAfterWithdrawal: [], broken: [] },
    stillUp: true,
  };

  it('finds nothing where every promise was kept', () => {
    const gone = promise('gone', NOW);
    const found = judge([promise('here'), gone], { ...once, isServed: (id) => id === 'here' });
    expect(found).to.deep.equal({ lost: [], doubled: [], kept: [] });
    expect(exitCodeOf(clean)).to.equal(0);
  });

  it('counts what is in no log, and what is without its text although nobody withdrew it', () => {
    const promised = [promise('unlogged'), promise('unserved'), promise('here')];
    const { lost } = judge(promised, {
      placesOf: (id) => (id === 'unlogged' ? 0 : 1),
      isServed: (id) => id !== 'unserved',
    });
    expect(lost).to.deep.equal(['unlogged', 'unserved']);
  });

  it('counts what has two places, and what is served after its withdrawal', () => {
    const promised = [promise('twice'), promise('gone', NOW)];
    const { doubled, kept } = judge(promised, { ...once, placesOf: (id) => (id === 'twice' ? 2 : 1) });
    expect(doubled).to.deep.equal(['twice']);
    expect(kept).to.deep.equal(['gone']);
  });

  it('calls a quotation late that was asked for well after the withdrawal, and no other', () => {
    const promised = [promise('here'), promise('gone', NOW)];
    const quotes = (asked: number) => quotedLate(promised, { asked, deposits: ['here', 'gone', 'unknown'] });
    expect(quotes(NOW + 9_000)).to.deep.equal([]);
    expect(quotes(NOW + 11_000)).to.deep.equal(['gone']);
  });

  it('ends with 1 for one loss, double, late quotation or text too many, a fault that broke more, or no promise at all', () => {
    const kinds = ['lost', 'doubled', 'quotedAfterWithdrawal', 'servedAfterWithdrawal', 'broken'] as const;
    for (const kind of kinds) expect(exitCodeOf({ ...clean, [kind]: ['one'] }), kind).to.equal(1);
    expect(exitCodeOf({ ...clean, stillUp: false })).to.equal(1);
    expect(exitCodeOf({ ...clean, deposits: 0 })).to.equal(1);
  });

  it('hears of late quotations and silent refusals through the load itself', async () => {
    const withdrawnId = 'sub:withdrawn';
    const writer = { deposit: async () => ({ id: withdrawnId, receipt: { logId: 1 } }), withdraw: async () => {} };
    let longAgo = false;
    const client = {
      as: () => writer,
      search: async () => {
        // The clock of the run is the wall's: what was withdrawn just now is made old instead.
        for (const it of load.promised) if (longAgo && it.withdrawnAt) it.withdrawnAt = 1;
        return { passages: [{ deposit: withdrawnId }] };
      },
      ask: async () => {
        throw new Error('fetch failed');
      },
    } as unknown as Client;
    const load = startLoad(client, { contributors } as never, 1);
    await sleep(250);
    expect(load.quotedLate()).to.deep.equal([]);
    longAgo = true;
    for (let waited = 0; waited < 5_000 && load.quotedLate().length === 0; waited += 50) await sleep(50);
    await load.stop();
    expect(load.quotedLate()).to.deep.equal([withdrawnId]);
    expect(load.counts().unexplained).to.be.greaterThan(0);
    expect(load.counts().deposited).to.be.greaterThan(0);
  });
});
