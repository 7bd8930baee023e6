import { expect } from 'chai';
import { createAdmission, GateFullError, type Rank } from '../../../node/gates/admission.ts';

const FLOOR: Rank = { tier: 'floor' };
const ANONYMOUS: Rank = { tier: 'anonymous' };
const priority = (units: bigint): Rank => ({ tier: 'priority', priority: units });
const signal = () => new AbortController().signal;
const settled = () => new Promise((done) => setTimeout(done, 0));

describe('createAdmission', () => {
  /** A gate of four places, one of them for the floor alone, with three seats in its line. */
  const open = (waitMs = 1_000) => createAdmission({ concurrency: 4, waiting: 3, waitMs });

  it('keeps a place for the floor while others fill the gate', async () => {
    const gate = open();
    for (let i = 0; i < 3; i += 1) await gate.enter(ANONYMOUS, signal());
    const order: string[] = [];
    gate.enter(ANONYMOUS, signal()).then(
      () => order.push('anonymous'),
      () => {},
    );
    await gate.enter(FLOOR, signal()).then(() => order.push('floor'));
    expect(order).to.deep.equal(['floor']);
  });

  it('lets in the floor first, then whoever gave more, then strangers, each in the order of arrival', async () => {
    const gate = open();
    const places = await Promise.all(
      [ANONYMOUS, ANONYMOUS, ANONYMOUS, FLOOR].map((rank) => gate.enter(rank, signal())),
    );
    const order: string[] = [];
    const wait = (name: string, rank: Rank) => gate.enter(rank, signal()).then(() => order.push(name));
    void wait('stranger', ANONYMOUS);
    void wait('little', priority(1n));
    void wait('much', priority(9n));
    await settled();
    for (const leave of places) {
      leave();
      await settled();
    }
    expect(order).to.deep.equal(['much', 'little', 'stranger']);
  });

  it('refuses the last in line when a better one comes, and tells when to come back', async () => {
    const gate = open();
    const places = await Promise.all(
      [ANONYMOUS, ANONYMOUS, ANONYMOUS, FLOOR].map((rank) => gate.enter(rank, signal())),
    );
    const strangers = [1, 2, 3].map(() => gate.enter(ANONYMOUS, signal()).catch((error: unknown) => error));
    const member = gate.enter(FLOOR, signal());
    expect(await strangers[2]).to.be.instanceOf(GateFullError);
    expect(await gate.enter(ANONYMOUS, signal()).catch((error: unknown) => error)).to.be.instanceOf(GateFullError);
    places[3]?.();
    expect(await member).to.be.a('function');
  });

  it('gives a place up once, whoever says so how often', async () => {
    const gate = open();
    const leave = await gate.enter(ANONYMOUS, signal());
    leave();
    leave();
    for (let i = 0; i < 3; i += 1) await gate.enter(ANONYMOUS, signal());
    const waiting = gate.enter(ANONYMOUS, signal()).then(
      () => 'in',
      () => 'refused',
    );
    expect(await Promise.race([waiting, settled().then(() => 'out')])).to.equal('out');
  });

  it('ends a wait that takes too long, and one that nobody waits for any more', async () => {
    const gate = open(5);
    for (let i = 0; i < 3; i += 1) await gate.enter(ANONYMOUS, signal());
    expect(await gate.enter(ANONYMOUS, signal()).catch((error: unknown) => error)).to.be.instanceOf(GateFullError);
    const gone = new AbortController();
    const left = gate.enter(ANONYMOUS, gone.signal).catch((error: unknown) => error);
    gone.abort(new Error('gone'));
    expect(await left).to.have.property('message', 'gone');
  });
});
