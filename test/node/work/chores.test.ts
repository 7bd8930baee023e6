import { expect } from 'chai';
import { numberToHex } from 'viem';
import { TransactionRefusedError } from '../../../node/chain/sender.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { chamberChores, enlistChores, pledgeChores, strikeChores, tidyChores } from '../../../node/work/chores.ts';
import type { Chore, ChoreSource } from '../../../node/work/keep.ts';
import { openUpkeep } from '../../../node/work/keepFold.ts';
import { createFeed, emitted } from '../chain/feed.ts';

const SELF = 5;
const GROUP = numberToHex(SELF, { size: 32 });

/** A chain that answers reads by name and notes what is sent. */
function createDouble(answers: Readonly<Record<string, (...args: any[]) => unknown>>) {
  const sent: [string, readonly unknown[]][] = [];
  const refusing = new Map<string, string>();
  const chain = {
    read: async ({ functionName, args = [] }: { functionName: string; args?: readonly unknown[] }) =>
      answers[functionName]?.(...args),
    send: async ({ contract, functionName, args = [] }: any) => {
      const name = refusing.get(functionName);
      if (name) throw new TransactionRefusedError({ contract, functionName }, { name, args: [] });
      sent.push([functionName, args]);
    },
  };
  return { chain: chain as never, sent, refusing };
}

async function doAll(source: ChoreSource): Promise<readonly Chore[]> {
  const chores = await source();
  for (const { act } of chores) await act();
  return chores;
}

describe('chores', () => {
  it('enlist a group once', async () => {
    const state = { enlistedAt: 0 };
    const { chain, sent } = createDouble({ verifier: () => state });
    await doAll(enlistChores({ chain, operatorId: SELF }));
    state.enlistedAt = 7;
    await doAll(enlistChores({ chain, operatorId: SELF }));
    expect(sent).to.deep.equal([['enlist', []]]);
  });

  it('take the seat of a founder, and ask for the lot where the group is none', async () => {
    const state = { seated: false };
    const { chain, sent, refusing } = createDouble({ isInChamber: () => state.seated });
    const upkeep = openUpkeep(openJournal(':memory:'));
    const parts = { chain, operatorId: SELF, work: { changes: () => 1 }, upkeep, entryPeriod: 60, now: () => 600 };
    await doAll(chamberChores(parts));
    refusing.set('enter', 'GroupNotFounder');
    await doAll(chamberChores(parts));
    state.seated = true;
    await doAll(chamberChores(parts));
    expect(sent).to.deep.equal([
      ['enter', [GROUP]],
      ['applyForSeat', [GROUP]],
    ]);
  });

  it('draw the lot of the last period, and of no older one', async () => {
    const upkeep = openUpkeep(openJournal(':memory:'));
    const feed = createFeed([upkeep.fold]);
    for (const period of [7, 9, 10]) feed.mine(emitted('workLedger', 'GroupApplied', { group: GROUP, period }));
    const { chain } = createDouble({ isInChamber: () => true });
    const parts = { chain, operatorId: SELF, work: { changes: () => 1 }, upkeep, entryPeriod: 60, now: () => 620 };
    const lots = (await chamberChores(parts)()).filter(({ isOwn }) => !isOwn);
    expect(lots.map(({ id, dueAt }) => [id, dueAt])).to.deep.equal([['entrants 9', 600]]);
  });

  it('conclude votes after their end, extended ones after the extension, and each once', async () => {
    const upkeep = openUpkeep(openJournal(':memory:'));
    const feed = createFeed([upkeep.fold]);
    const propose = (proposalId: bigint, voteEnd: bigint) =>
      feed.mine(emitted('commonsGovernor', 'ProposalCreated', { proposalId, voteEnd } as never));
    propose(1n, 100n);
    propose(2n, 200n);
    feed.mine(emitted('commonsGovernor', 'ProposalExtended', { proposalId: 1n, extendedDeadline: 150n }));
    const { chain } = createDouble({});
    const tidy = tidyChores({ chain, operatorId: SELF, upkeep, isActive: () => true, now: () => 0 });
    expect((await tidy()).map(({ dueAt }) => dueAt)).to.deep.equal([150, 200]);
    feed.mine(emitted('agenda', 'ProposalConcluded', { proposalId: 1n, coolUntil: 0n } as never));
    expect((await tidy()).map(({ dueAt }) => dueAt)).to.deep.equal([200]);
  });

  it('strike pledges of operators off that are gone for a day, and of nobody who is back before', async () => {
    const upkeep = openUpkeep(openJournal(':memory:'));
    const feed = createFeed([upkeep.fold]);
    const pledge = { period: 1n, units: 5n, nextUnits: 5n };
    feed.mine(emitted('commonsPool', 'Pledged', { operatorId: 8n, ...pledge }));
    feed.mine(emitted('commonsPool', 'Pledged', { operatorId: 9n, ...pledge, nextUnits: 0n, units: 0n }));
    const state = { active: false, time: 1_000 };
    const { chain, sent } = createDouble({});
    const tidy = tidyChores({ chain, operatorId: SELF, upkeep, isActive: () => state.active, now: () => state.time });
    const [first] = await tidy();
    expect(first?.dueAt).to.equal(1_000 + 24 * 3_600);
    state.active = true;
    expect(await tidy()).to.deep.equal([]);
    Object.assign(state, { active: false, time: 50_000 });
    expect((await doAll(tidy))[0]?.dueAt).to.equal(50_000 + 24 * 3_600);
    expect(sent).to.deep.equal([['drop', [8n]]]);
    feed.mine(emitted('commonsPool', 'PledgeDropped', { operatorId: 8n, period: 1n }));
    expect(await tidy()).to.deep.equal([]);
  });

  it('vacate the seats of those whom too few good attesters vouch for', async () => {
    const upkeep = openUpkeep(openJournal(':memory:'));
    const feed = createFeed([upkeep.fold]);
    const scheme = `0x${'5c'.repeat(20)}` as const;
    feed.mine(emitted('identityRegistry', 'AttesterDiscredited', { scheme, slot: 1, since: 100, reason: '' }));
    const records = [
      { signers: 0b011n, statedAt: 150n },
      { signers: 0b111n, statedAt: 150n },
      { signers: 0b011n, statedAt: 50n },
      { signers: 0b110n, statedAt: 100n },
    ];
    const { chain, sent } = createDouble({
      count: () => BigInt(records.length),
      quorum: () => 2n,
      identity: (id: bigint) => records[Number(id) - 1],
    });
    await doAll(tidyChores({ chain, operatorId: SELF, upkeep, isActive: () => true, now: () => 0 }));
    expect(sent).to.deep.equal([['lapse', [[1n, 4n]]]]);
  });

  it('put an institution out that kept its preimage back while another revealed', async () => {
    const [revealing, silent, early, stranger] = ['11', '22', '33', '44'].map((it) => `0x${it.repeat(20)}`);
    const tip = `0x${'1'.repeat(64)}`;
    const { chain, sent } = createDouble({
      attesters: () => [revealing, silent, early, stranger],
      memberOf: (member: string) => ({
        tip: member === stranger ? `0x${'0'.repeat(64)}` : tip,
        from: member === early ? 9 : 1,
      }),
    });
    const world = { time: 0, length: 86_400 };
    const source = () =>
      strikeChores({
        ...{ chain, now: () => world.time, roundLength: world.length, revealedIn: () => 5 },
        revealsOf: () => new Set([revealing as string]),
      });
    world.time = 6 * 86_400 - 1;
    expect(await source()()).to.deep.equal([]);
    world.time += 1;
    await doAll(source());
    expect(sent).to.deep.equal([['strike', [silent, 5]]]);
    world.length = 2;
    expect(await source()()).to.deep.equal([]);
  });

  it('pledge anew when the next period holds less', async () => {
    const state = { next: 0n };
    const { chain, sent } = createDouble({ pledgeOf: () => [0n, state.next] });
    const pledge = pledgeChores({ chain, operatorId: SELF, units: 40n, now: () => 0 });
    await doAll(pledge);
    state.next = 40n;
    await doAll(pledge);
    expect(sent).to.deep.equal([['pledge', [40n, 0n]]]);
    expect(await pledgeChores({ chain, operatorId: SELF, units: 0n, now: () => 0 })()).to.deep.equal([]);
  });
});
