import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import type { Address, Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { verifyTypedData } from 'viem/utils';
import {
  BadSessionError,
  BadVoucherError,
  createVisitors,
  type VisitorComponents,
} from '../../../node/gates/visitors.ts';
import { openAllotments } from '../../../node/journal/allotments.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { encodeSession, encodeVoucher, parseSession, parseVoucher } from '../../../protocol/http/session.ts';
import { gateSessionTypedData } from '../../../protocol/typedData/gateSession.ts';
import { voucherTypedData } from '../../../protocol/typedData/voucher.ts';

const ana = privateKeyToAccount(`0x${'11'.repeat(32)}`);
const eve = privateKeyToAccount(`0x${'22'.repeat(32)}`);
const GATE: Address = `0x${'aa'.repeat(20)}`;
const OTHER_GATE: Address = `0x${'bb'.repeat(20)}`;
const REGISTRY: Address = `0x${'cc'.repeat(20)}`;
const POOL: Address = `0x${'dd'.repeat(20)}`;
const OPERATOR = 7;
const ANA = 3;
const NOW = 1_700_000_000;

const typedSession = (account: Address, gate: Address, until: number) =>
  gateSessionTypedData({ chainId: 1, identityRegistry: REGISTRY, session: { account, gate, until: BigInt(until) } });
const typedVoucher = (cumulative: bigint) =>
  voucherTypedData({
    chainId: 1,
    commonsPool: POOL,
    voucher: { identityId: BigInt(ANA), operatorId: BigInt(OPERATOR), cumulative },
  });

function setUp(changes: Partial<VisitorComponents> = {}) {
  const book = openAllotments(openJournal(':memory:'));
  let now = NOW * 1_000;
  const asked = { available: 0 };
  const world = { available: 100n, priority: 0n, period: 1 };
  const visitors = createVisitors({
    ...{ gate: GATE, operatorId: OPERATOR, book, period: () => world.period, now: () => now },
    identityOf: async (account) => (account === ana.address ? ANA : 0),
    available: async () => {
      asked.available += 1;
      return world.available;
    },
    priorityOf: async () => world.priority,
    verifySession: ({ account: address, until, signature }) =>
      verifyTypedData({ ...typedSession(address, GATE, until), address, signature }),
    verifyVoucher: (address, { cumulative, signature }) =>
      verifyTypedData({ ...typedVoucher(BigInt(cumulative)), address, signature }),
    ...changes,
  });
  const session = async (by = ana, gate = GATE, until = NOW + 3_600, account: Address = by.address) => ({
    account,
    until,
    signature: await by.signTypedData(typedSession(account, gate, until)),
  });
  const voucher = async (cumulative: bigint, by = ana) => ({
    ...{ identityId: String(ANA), operatorId: String(OPERATOR), cumulative: String(cumulative) },
    signature: await by.signTypedData(typedVoucher(cumulative)),
  });
  return { visitors, book, world, asked, session, voucher, wait: (seconds: number) => (now += seconds * 1_000) };
}

describe('createVisitors', () => {
  it('keeps nothing of the size of what strangers show as signatures', async () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const { visitors, session } = setUp({ verifySession: async () => false });
    const shown = await session();
    const show = async (i: number) => {
      const signature = `0x${Buffer.alloc(7_000, i).toString('hex')}` as const;
      await visitors.meet({ ...shown, until: shown.until + i, signature }).catch(() => {});
    };
    await show(0);
    gc();
    const before = process.memoryUsage().heapUsed;
    for (let i = 1; i <= 1_000; i++) await show(i);
    gc();
    expect(process.memoryUsage().heapUsed - before).to.be.lessThan(4_000_000);
    // Until here, whatever is kept is kept.
    await show(1);
  });

  it('gives a member the floor until what is served here reaches what is left, and again in the next period', async () => {
    const it = setUp();
    const shown = await it.session();
    const member = await it.visitors.meet(shown);
    expect(member).to.deep.equal({ account: ana.address, identityId: ANA, rank: { tier: 'floor' } });
    it.visitors.serve(member, 99n);
    expect((await it.visitors.meet(shown)).rank.tier).to.equal('floor');
    it.visitors.serve(member, 1n);
    expect((await it.visitors.meet(shown)).rank.tier).to.equal('anonymous');
    it.world.priority = 5n;
    it.wait(60);
    expect((await it.visitors.meet(shown)).rank).to.deep.equal({ tier: 'priority', priority: 5n });
    it.world.period = 2;
    expect((await it.visitors.meet(shown)).rank.tier).to.equal('floor');
  });

  it('puts whoever says nothing of themselves last', async () => {
    expect((await setUp().visitors.meet(null)).rank).to.deep.equal({ tier: 'anonymous' });
  });

  it('gives an account that is no member its priority and no floor', async () => {
    const it = setUp();
    it.world.priority = 2n;
    const stranger = await it.visitors.meet(await it.session(eve));
    expect(stranger).to.deep.equal({ account: eve.address, identityId: 0, rank: { tier: 'priority', priority: 2n } });
  });

  it('refuses a session of another gate, of another account, that ended, or that never would', async () => {
    const it = setUp();
    const bad = [
      await it.session(ana, OTHER_GATE),
      await it.session(eve, GATE, NOW + 3_600, ana.address),
      await it.session(ana, GATE, NOW),
      await it.session(ana, GATE, NOW + 40 * 24 * 3_600),
    ];
    for (const shown of bad)
      expect(await it.visitors.meet(shown).catch((error: unknown) => error)).to.be.instanceOf(BadSessionError);
  });

  it('asks the chain once for many questions', async () => {
    const it = setUp();
    const shown = await it.session();
    for (let i = 0; i < 20; i += 1) await it.visitors.meet(shown);
    expect(it.asked.available).to.equal(1);
  });

  it('keeps the newest voucher that a member signed, and no other', async () => {
    const it = setUp();
    const member = await it.visitors.meet(await it.session());
    await it.visitors.pay(member, await it.voucher(40n));
    await it.visitors.pay(member, await it.voucher(10n));
    expect(it.book.toRedeem().map(({ cumulative }) => cumulative)).to.deep.equal([40n]);
    const forged = await it.voucher(90n, eve);
    const refused = await it.visitors.pay(member, forged).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(BadVoucherError);
    const stranger = await it.visitors.meet(null);
    expect(await it.visitors.pay(stranger, await it.voucher(50n)).catch((error: unknown) => error)).to.be.instanceOf(
      BadVoucherError,
    );
    expect(it.book.vouched(ANA)).to.equal(40n);
  });
});

describe('session and voucher headers', () => {
  const signature: Hex = `0x${'ab'.repeat(65)}`;

  it('read what they wrote', () => {
    const shown = { account: ana.address, until: NOW, signature };
    expect(parseSession(encodeSession(shown))).to.deep.equal(shown);
    const voucher = { identityId: '3', operatorId: '7', cumulative: '18446744073709551615', signature };
    expect(parseVoucher(encodeVoucher(voucher))).to.deep.equal(voucher);
  });

  it('leave the keys of other programs alone, and tell what is broken', () => {
    expect(parseSession(undefined)).to.equal(null);
    expect(parseSession('Bearer sk-anything')).to.equal(null);
    expect(parseSession('Bearer tilth.%%%')).to.equal(undefined);
    expect(parseSession('Bearer tilth.e30')).to.equal(undefined);
    expect(parseVoucher(undefined)).to.equal(null);
    expect(parseVoucher('e30')).to.equal(undefined);
  });
});
