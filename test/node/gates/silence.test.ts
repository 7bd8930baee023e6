import { expect } from 'chai';
import { createSilence } from '../../../node/gates/silence.ts';

const ACCOUNTS = { ana: `0x${'0a'.repeat(20)}`, own: `0x${'0b'.repeat(20)}`, nobody: `0x${'0c'.repeat(20)}` } as const;
const [EPOCH, PATIENCE] = [10, 50];

describe('createSilence', () => {
  let opened: { operator: (typeof ACCOUNTS)[keyof typeof ACCOUNTS]; epoch: number }[] = [];
  let checked = new Set<number>();
  let time = 0;
  const setUp = () => {
    [opened, checked] = [[], new Set()];
    const silent = createSilence(
      {
        openedEpochs: () => opened,
        operatorOf: (account) => ({ [ACCOUNTS.ana]: 1, [ACCOUNTS.own]: 2 })[account] ?? null,
        isOwn: (id) => id === 2,
        wasChecked: (_, epoch) => checked.has(epoch),
        changes: () => checked.size,
        now: () => time,
      },
      { epochSeconds: EPOCH, patienceSeconds: PATIENCE },
    );
    return {
      open: (epoch: number, whose: keyof typeof ACCOUNTS = 'ana') => opened.push({ operator: ACCOUNTS[whose], epoch }),
      /** Who is silent once everything up to an epoch should have been looked into. */
      due: (epoch: number) => {
        time = (epoch + 1) * EPOCH + PATIENCE;
        return [...silent()];
      },
      notYet: (epoch: number) => {
        time = (epoch + 1) * EPOCH + PATIENCE - 1;
        return [...silent()];
      },
    };
  };

  it('names who lets two epochs go by in which nobody could check what was opened', () => {
    const { open, due, notYet } = setUp();
    for (const epoch of [4, 7]) open(epoch);
    expect(due(4)).to.deep.equal([]);
    expect(notYet(7)).to.deep.equal([]);
    expect(due(7)).to.deep.equal([1]);
  });

  it('takes it back after an epoch that was checked, also one that was checked late', () => {
    const { open, due } = setUp();
    for (const epoch of [4, 5, 6]) open(epoch);
    expect(due(6)).to.deep.equal([1]);
    checked.add(6);
    expect(due(6)).to.deep.equal([]);
  });

  it('names who is silent in every other epoch, each time anew', () => {
    const { open, due } = setUp();
    for (let epoch = 1; epoch <= 6; epoch += 1) open(epoch);
    for (const epoch of [2, 4, 6]) checked.add(epoch);
    expect([4, 5, 6].map((epoch) => due(epoch))).to.deep.equal([[], [1], []]);
  });

  it('names nobody for one epoch, for epochs without a question, of its own group, or unknown to the chain', () => {
    const { open, due } = setUp();
    open(4);
    for (const epoch of [4, 5, 6]) for (const whose of ['own', 'nobody'] as const) open(epoch, whose);
    expect(due(40)).to.deep.equal([]);
  });
});
