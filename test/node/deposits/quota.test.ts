import { expect } from 'chai';
import type { Address } from 'viem';
import { createQuota, DepositQuotaError } from '../../../node/deposits/quota.ts';
import { openContributions } from '../../../node/journal/contributions.ts';
import { openDepositJournal } from '../../../node/journal/deposits.ts';
import { openJournal } from '../../../node/journal/journal.ts';

const NOW = 1_800_000_000;
const account = (number: number): Address => `0x${number.toString(16).padStart(40, '0')}`;
const [MEMBER, STRANGER] = [account(1), account(2)];

describe('createQuota', () => {
  const perDay = { members: 5, strangers: 2, strangersTogether: 4 };
  const identityOf = async (it: Address) => (it === MEMBER ? 7 : 0);

  /** What each of so many deposits of an account is told. */
  const ask = async (quota: (it: Address) => Promise<void>, it: Address, times: number) => {
    const asked = Array.from({ length: times }, () =>
      quota(it)
        .then(() => 'taken')
        .catch((error: unknown) => error),
    );
    const told = await Promise.all(asked);
    return told.map((one) => (one instanceof DepositQuotaError ? 'refused' : one));
  };

  it('takes little of a key that never enrolled, at once or one after the other, and more of a member', async () => {
    const quota = createQuota({ contributions: { since: () => 0 }, identityOf, perDay, now: () => NOW });
    expect(await ask(quota, STRANGER, 3)).to.deep.equal(['taken', 'taken', 'refused']);
    expect(await ask(quota, MEMBER, 5)).to.deep.equal(Array(5).fill('taken'));
  });

  it('takes so much of all strangers together, however many keys they make, and again on the next day', async () => {
    let now = NOW;
    const quota = createQuota({ contributions: { since: () => 0 }, identityOf, perDay, now: () => now });
    const told = await Promise.all([3, 4, 5, 6, 7].map((it) => ask(quota, account(it), 1)));
    expect(told.flat()).to.deep.equal(['taken', 'taken', 'taken', 'taken', 'refused']);
    now += 24 * 3600;
    expect(await ask(quota, account(8), 1)).to.deep.equal(['taken']);
  });

  it('remembers over a restart what the journal holds', async () => {
    const journal = openJournal(':memory:');
    const deposits = openDepositJournal(journal);
    const contributions = openContributions(journal);
    const { database } = journal;
    const columns = (database.prepare('PRAGMA table_info(deposits)').all() as { name: string; type: string }[]).map(
      ({ name, type }) => [name, type] as const,
    );
    const insert = database.prepare(
      `INSERT INTO deposits (${columns.map(([name]) => name)}) VALUES (${columns.map(() => '?')})`,
    );
    const add = (position: number, contributor: Address, acceptedAt: number) =>
      insert.run(
        ...columns.map(([name, type]) => {
          const known: Record<string, number | string> = { position, contributor, accepted_at: acceptedAt };
          if (name in known) return known[name] as number | string;
          return type === 'INTEGER' ? 0 : `${name} ${position}`;
        }),
      );
    for (let i = 0; i < 5; i += 1) add(i, MEMBER, NOW - 10);
    add(5, STRANGER, NOW - 25 * 3600);
    add(6, STRANGER, NOW - 3600);
    expect(deposits.size()).to.equal(7);
    const quota = createQuota({ contributions, identityOf, perDay, now: () => NOW });
    expect(await ask(quota, MEMBER, 1)).to.deep.equal(['refused']);
    expect(await ask(quota, STRANGER, 2)).to.deep.equal(['taken', 'refused']);
    journal.close();
  });
});
