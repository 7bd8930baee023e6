import { expect } from 'chai';
import { Hono } from 'hono';
import { createDoor } from '../../../node/api/admit.ts';
import { answerError } from '../../../node/api/errors.ts';
import { createAdmission } from '../../../node/gates/admission.ts';
import type { Visitor } from '../../../node/gates/visitors.ts';
import { encodeSession } from '../../../protocol/http/session.ts';

const ANA = `0x${'11'.repeat(20)}` as const;
const MEMBER = encodeSession({ account: ANA, until: 1, signature: '0x00' });
const member: Visitor = { account: ANA, identityId: 3, rank: { tier: 'floor' } };
const OTHER = encodeSession({ account: `0x${'22'.repeat(20)}`, until: 1, signature: '0x00' });
const stranger: Visitor = { account: null, identityId: 0, rank: { tier: 'anonymous' } };

/** A gate of four places whose answers end when the test says so. */
function open({ askerKey = new Uint8Array(32) as Uint8Array, now = Date.now } = {}) {
  const served: [number, bigint][] = [];
  const answers: ReadableStreamDefaultController<Uint8Array>[] = [];
  const door = createDoor({
    admission: createAdmission({ concurrency: 4, waiting: 1, waitMs: 10_000 }),
    stallMs: 50,
    askerKey,
    now: () => now(),
    visitors: {
      meet: async (session) => (session?.account === ANA ? member : { ...stranger, account: session?.account ?? null }),
      serve: ({ identityId }, units) => void served.push([identityId, units]),
      pay: async () => {},
    },
  });
  const app = new Hono();
  app.onError((error, context) => answerError(error, context, () => {}));
  app.post('/ask', door.admit, (context) => {
    door.served(context, { receipts: [{ units: '5' }, { units: '7' }] } as never);
    return new Response(new ReadableStream<Uint8Array>({ start: (controller) => void answers.push(controller) }));
  });
  app.post('/who', door.admit, (context) => context.text(door.askerOf(context)));
  app.post('/fail', door.admit, () => {
    throw new Error('no');
  });
  const ask = (path = '/ask', authorization?: string) =>
    app.request(path, { method: 'POST', headers: authorization ? { authorization } : {} });
  const whoIs = async (remoteAddress: string, authorization?: string) => {
    const init = { method: 'POST', headers: authorization ? { authorization } : {} };
    return (await app.request('/who', init, { incoming: { socket: { remoteAddress } } })).text();
  };
  return { ask, answers, served, whoIs };
}

describe('createDoor', () => {
  it('holds a place until a streamed answer is read, and lets a member in meanwhile', async () => {
    const { ask, answers } = open();
    const first = await ask();
    await Promise.all([ask(), ask()]);
    const waiting = ask();
    expect((await ask('/ask', MEMBER)).status).to.equal(200);
    const refused = await ask();
    expect(refused.status).to.equal(503);
    expect(Number(refused.headers.get('retry-after'))).to.be.greaterThan(0);
    answers[0]?.close();
    await first.text();
    expect((await waiting).status).to.equal(200);
  });

  it('gives the place back when an answer fails, and when nobody reads it to its end', async () => {
    const { ask } = open();
    for (let i = 0; i < 6; i += 1) expect((await ask('/fail')).status).to.equal(500);
    for (let i = 0; i < 6; i += 1) await (await ask()).body?.cancel();
  });

  it('takes the place back from whoever asks and does not read', async () => {
    const { ask, answers } = open();
    const unread = await Promise.all([ask(), ask(), ask()]);
    for (const answer of answers) for (let i = 0; i < 3; i += 1) answer.enqueue(new Uint8Array(1_000));
    expect((await ask()).status).to.equal(200);
    const cause = await unread[0]?.text().catch((error: Error) => error);
    expect(cause).to.be.instanceOf(Error);
  }).timeout(2_000);

  it('counts what was served for whoever asked', async () => {
    const { ask, served } = open();
    await ask('/ask', MEMBER);
    expect(served).to.deep.equal([[3, 12n]]);
  });

  it('takes nobody for another asker who only changes the account or the address in a network', async () => {
    const { whoIs } = open();
    const asker = await whoIs('2001:db8::1');
    expect(await whoIs('2001:db8::2')).to.equal(asker);
    expect(await whoIs('2001:db8::1', OTHER)).to.equal(asker);
    expect(await whoIs('2001:db8:0:1::1')).to.not.equal(asker);
    const own = await whoIs('2001:db8::1', MEMBER);
    expect(own).to.not.equal(asker);
    expect(await whoIs('10.0.0.1', MEMBER)).to.equal(own);
  });

  it('knows an asker again after a restart, and on no other day, nor does another gate', async () => {
    const at = (now: number, askerKey?: Uint8Array) =>
      open({ now: () => now, ...(askerKey && { askerKey }) }).whoIs('10.0.0.1');
    const asker = await at(0);
    expect(await at(1_000)).to.equal(asker);
    expect(await at(24 * 3_600_000)).to.not.equal(asker);
    expect(await at(0, new Uint8Array(32).fill(1))).to.not.equal(asker);
  });

  it('says 400 for a session that cannot be read', async () => {
    expect((await open().ask('/ask', 'Bearer tilth.nonsense')).status).to.equal(400);
  });
});
