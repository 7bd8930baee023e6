import { expect } from 'chai';
import type { Hex } from 'viem';
import { createBudget } from '../../../node/deposits/budget.ts';
import { createReleaseKeys, LATER } from '../../../node/deposits/releaseKeys.ts';
import { createRequestKeys } from '../../../node/deposits/requestKeys.ts';
import type { Warrant } from '../../../node/deposits/warrant.ts';
import { contributors, operators } from '../../../scripts/local/testPeople.ts';
import { CHAIN_ID, createCustodian, REGISTRY } from './custodian.ts';

const [ana] = contributors.map(({ account }) => account.address) as [Hex];
const { account } = operators[0] as (typeof operators)[number];
const snapshot: Hex = `0x${'00'.repeat(32)}`;

describe('release of keys', () => {
  let custodian: ReturnType<typeof createCustodian>;
  let warrant: Warrant;
  beforeEach(() => {
    custodian = createCustodian();
    warrant = { reason: 'the chain shows no run of yours over this snapshot' };
  });
  afterEach(() => custodian.journal.close());

  const createRelease = (perHour = 100) =>
    createReleaseKeys({ ...custodian, findWarrant: async () => () => warrant, budget: createBudget(perHour) });
  const ask = (purpose: 'training' | 'retrieval' | 'reading', ids: readonly string[], release = createRelease()) =>
    release({ purpose, snapshot, deposits: ids }, account.address);

  it('gives an operator that the chain names for nothing what everyone may read, and no more', async () => {
    const open = await custodian.take({ contributor: ana });
    const training = await custodian.take({ contributor: ana, tier: 'training-only' });
    const quoted = await custodian.take({ contributor: ana, tier: 'retrieval-only' });
    const ids = [open.id, training.id, quoted.id];
    for (const purpose of ['training', 'retrieval', 'reading'] as const)
      expect(
        (await ask(purpose, ids)).keys.map(({ deposit }) => deposit),
        purpose,
      ).to.deep.equal([open.id]);
  });

  it('tells the contributor who was given the key, when, what for, and on what warrant', async () => {
    const { id } = await custodian.take({ contributor: ana, tier: 'training-only' });
    warrant = { warrant: 'run 3' };
    expect((await ask('training', [id, id])).keys).to.have.length(1);
    const { total, newest } = custodian.deposits.releases(id, 10);
    expect(total).to.equal(1);
    expect(newest[0]).to.include({ purpose: 'training', requester: account.address, warrant: 'run 3' });
  });

  it('follows the strictest parent of a derived text, and the tier in force now', async () => {
    warrant = { warrant: 'run 3' };
    const parent = await custodian.take({ contributor: ana, tier: 'archive-only' });
    const lineage = [{ kind: 'translationOf' as const, deposit: parent.id }];
    const derived = await custodian.take({ contributor: ana, tier: 'public', lineage });
    expect((await ask('training', [derived.id])).refused[0]?.reason).to.equal(
      `parent ${parent.id} is tier archive-only`,
    );
    warrant = { reason: 'no run' };
    for (const [tier, purpose] of [
      ['training-only', 'training'],
      ['retrieval-only', 'retrieval'],
    ] as const) {
      const closed = await custodian.take({ contributor: ana, tier });
      const open = await custodian.take({
        ...{ contributor: ana, tier: 'public' },
        lineage: [{ kind: 'translationOf', deposit: closed.id }],
      });
      expect((await ask(purpose, [open.id])).refused[0]?.reason, `public, out of ${tier}`).to.equal('no run');
    }
    warrant = { warrant: 'run 3' };
    const own = await custodian.take({ contributor: ana, tier: 'public' });
    custodian.tiers.set(own.id, 'archive-only');
    expect((await ask('training', [own.id])).refused[0]?.reason).to.equal('tier archive-only');
  });

  it('gives one account only so many keys in an hour, and says that more come later', async () => {
    warrant = { warrant: 'run 3' };
    const ids = [];
    for (let i = 0; i < 5; i += 1) ids.push((await custodian.take({ contributor: ana, tier: 'training-only' })).id);
    const release = createRelease(3);
    const first = await ask('training', ids, release);
    expect(first.keys).to.have.length(3);
    expect(first.refused).to.deep.equal(ids.slice(3).map((deposit) => ({ deposit, reason: LATER })));
    expect(custodian.deposits.releases(ids[4] as string, 10).total, 'what was not given is not recorded').to.equal(0);
  });

  it('is waited for by whoever was told "later", and not taken for a no', async () => {
    warrant = { warrant: 'run 3' };
    const ids = [];
    for (let i = 0; i < 5; i += 1) ids.push((await custodian.take({ contributor: ana, tier: 'training-only' })).id);
    let hours = 0;
    const release = createReleaseKeys({
      ...custodian,
      findWarrant: async () => () => warrant,
      budget: createBudget(2, () => {
        hours += 1;
        return hours * 3_600_000;
      }),
    });
    const requestKeys = createRequestKeys({
      ...{ account, chainId: CHAIN_ID, consentRegistry: REGISTRY, custodians: () => [], release, pauseMs: 1 },
      network: { peerId: 'own' } as never,
    });
    const { keys, refused } = await requestKeys({ purpose: 'training', snapshot, deposits: ids });
    expect([keys.size, refused.size]).to.deep.equal([5, 0]);
  });
});
