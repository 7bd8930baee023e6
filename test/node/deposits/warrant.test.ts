import { expect } from 'chai';
import type { Address, Hex } from 'viem';
import { createBudget } from '../../../node/deposits/budget.ts';
import { createWarrants, type WarrantFacts } from '../../../node/deposits/warrant.ts';
import type { Purpose } from '../../../protocol/manifest/tier.ts';

const ROOT: Hex = `0x${'aa'.repeat(32)}`;
const NOBODY: Address = `0x${'00'.repeat(20)}`;
/** The account of an operator, by its number. */
const at = (operatorId: number): Address => `0x${operatorId.toString(16).padStart(40, '0')}`;

/** Operator 3 has an open run over the snapshot, which names a and b; 4 sits in its panel; 5 serves narrative, 6 checks it. */
const FACTS: WarrantFacts = {
  operatorOf: async (account) => Number(account),
  runsOver: (snapshot) => (snapshot === ROOT ? [{ runId: 7, operatorId: 3 }] : []),
  isOver: () => false,
  claimOf: async () => null,
  seatsOf: (operatorId) =>
    ({
      4: [{ isRun: true, number: 7, operatorId: 3 }],
      6: [{ isRun: false, number: 19, operatorId: 5 }],
    })[operatorId] ?? [],
  expertOf: (operatorId, register) => (operatorId === 5 && register === 'narrative' ? 11 : null),
  snapshotOf: async () => new Set(['sub:a', 'sub:b']),
};

describe('a warrant for keys', () => {
  type Case = { readonly by: Address; readonly purpose: Purpose; readonly snapshot?: Hex; readonly facts?: object };
  const find = async ({ by, purpose, snapshot = ROOT, facts = {} }: Case, id = 'sub:a', register = 'narrative') =>
    (await createWarrants({ ...FACTS, ...facts })({ purpose, snapshot, requester: by }))({ id, register });

  it('for training is an open run over the snapshot that the request names, of that operator', async () => {
    expect(await find({ by: at(3), purpose: 'training' })).to.deep.equal({ warrant: 'run 7' });
    expect(await find({ by: at(5), purpose: 'training' }))
      .to.have.property('reason')
      .that.includes('no run of yours');
    const other: Hex = `0x${'00'.repeat(32)}`;
    expect(await find({ by: at(3), purpose: 'training', snapshot: other })).to.have.property('reason');
  });

  it('for training ends with the run', async () => {
    const facts = { isOver: () => true };
    expect(await find({ by: at(3), purpose: 'training', facts })).to.have.property('reason');
    expect(await find({ by: at(4), purpose: 'training', facts })).to.deep.equal({ warrant: 'panel of run 7' });
  });

  it('for training reaches only what the snapshot names, and nothing where it cannot be read', async () => {
    expect(await find({ by: at(3), purpose: 'training' }, 'sub:c'))
      .to.have.property('reason')
      .that.includes('does not name it');
    expect(await find({ by: at(3), purpose: 'training', facts: { snapshotOf: async () => null } }))
      .to.have.property('reason')
      .that.includes('cannot be read');
  });

  it('is given before a snapshot only to the operator that claimed the run', async () => {
    const facts = { claimOf: async (operatorId: number) => (operatorId === 5 ? 8 : null) };
    const snapshot: Hex = `0x${'bb'.repeat(32)}`;
    expect(await find({ by: at(5), purpose: 'training', snapshot, facts })).to.deep.equal({
      warrant: 'run 8, before its snapshot',
    });
    for (const other of [3, 4, 6])
      expect(await find({ by: at(other), purpose: 'training', snapshot, facts }), `${other}`).to.have.property(
        'reason',
      );
  });

  it('for retrieval is an expert for that very register, or a seat in an audit of one', async () => {
    expect(await find({ by: at(5), purpose: 'retrieval' })).to.deep.equal({ warrant: 'expert 11' });
    expect(await find({ by: at(6), purpose: 'retrieval' })).to.deep.equal({ warrant: 'audit of operator 5, epoch 19' });
    expect(await find({ by: at(3), purpose: 'retrieval' })).to.have.property('reason');
    expect(await find({ by: at(5), purpose: 'retrieval' }, 'sub:a', 'sacred')).to.have.property('reason');
    expect(await find({ by: at(6), purpose: 'retrieval' }, 'sub:a', 'sacred')).to.have.property('reason');
  });

  it('is never given to whoever is no operator, nor for reading what is not public', async () => {
    for (const purpose of ['reading', 'retrieval', 'training'] as const)
      expect(await find({ by: NOBODY, purpose }), purpose).to.have.property('reason');
    expect(await find({ by: at(3), purpose: 'reading' })).to.have.property('reason');
  });
});

describe('budget', () => {
  it('gives so much an hour for each key, and lets it come back evenly', () => {
    let now = 0;
    const budget = createBudget(100, () => now);
    expect([budget.take('a', 80), budget.take('a', 80), budget.take('b', 80)]).to.deep.equal([80, 20, 80]);
    now += 1_800_000;
    expect([budget.left('a'), budget.left('b'), budget.left('c')]).to.deep.equal([50, 70, 100]);
    now += 36_000_000;
    expect(budget.left('a')).to.equal(100);
  });

  it('forgets the oldest of many keys', () => {
    const budget = createBudget(1);
    budget.take('first', 1);
    for (let i = 0; i < 10_000; i += 1) budget.take(`${i}`, 1);
    expect([budget.left('first'), budget.left('9999')]).to.deep.equal([1, 0]);
  });
});
