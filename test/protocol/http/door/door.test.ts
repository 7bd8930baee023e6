import { expect } from 'chai';
import { BodyIncompleteError, BodyTooLargeError, createBodyReader } from '../../../../protocol/http/door/bodies.ts';
import { type Caller, refuseCaller } from '../../../../protocol/http/door/caller.ts';
import { isBounded } from '../../../../protocol/http/door/jsonBounds.ts';
import { createRates, toNetwork } from '../../../../protocol/http/door/rates.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

describe('door of a server', () => {
  describe('refuseCaller', () => {
    const welcome = { hosts: ['gate.example'], origins: ['https://commons.example'] };
    const good: Caller = { method: 'POST', host: '127.0.0.1:7410', origin: undefined, contentType: JSON_TYPE };
    const codeOf = (change: Partial<Caller>) => refuseCaller({ ...good, ...change }, welcome)?.code ?? null;

    it('answers names of this machine and those that it was given, and no other', () => {
      for (const host of ['127.0.0.1', 'localhost:7410', '[::1]:7410', 'gate.example', 'GATE.example:443'])
        expect(codeOf({ host }), host).to.equal(null);
      const foreign = ['evil.example', 'evil.example:7410', '127.0.0.1.evil.example', 'user@localhost', '', undefined];
      for (const host of foreign) {
        expect(codeOf({ host }), host).to.equal('foreign-host');
        expect(codeOf({ host, method: 'GET' }), host).to.equal('foreign-host');
      }
    });

    it('lets pages of this machine, its own and named ones change things, and no other', () => {
      const own = { host: 'gate.example', origin: 'https://gate.example' };
      for (const change of [own, { origin: 'http://localhost:7400' }, { origin: 'https://commons.example' }])
        expect(codeOf(change), change.origin).to.equal(null);
      for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1.evil.example', 'file://'])
        expect(codeOf({ origin }), origin).to.equal('foreign-origin');
    });

    it('reads nothing that a browser sends without asking first', () => {
      for (const contentType of ['text/plain', 'application/x-www-form-urlencoded', undefined, 'application/jsonx'])
        expect(codeOf({ contentType }), contentType).to.equal('json-only');
      expect(codeOf({ method: 'GET', contentType: undefined, origin: 'https://evil.example' })).to.equal(null);
    });
  });

  describe('isBounded', () => {
    const bounds = { depth: 3, values: 5 };
    const check = (text: string) => isBounded(new TextEncoder().encode(text), bounds);

    it('counts values and levels, and nothing inside of texts', () => {
      expect(check('{"a":[1,2],"b":3}')).to.equal(true);
      expect(check('[[[1]]]')).to.equal(true);
      expect(check('[[[[1]]]]')).to.equal(false);
      expect(check('[1,2,3,4,5]')).to.equal(false);
      expect(check('"[[[[[,,,,,,\\"[[[[\\\\"')).to.equal(true);
      expect(check('["\\\\",[[[')).to.equal(false);
    });
  });

  describe('createBodyReader', () => {
    const slowly = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
      await new Promise(() => {});
    };
    const whole = async function* (bytes: number): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(bytes);
    };
    const options = { address: '10.0.0.1', maxBytes: 100 };
    const errorOf = (work: Promise<unknown>) => work.then(() => null).catch((error: unknown) => error);

    it('ends a body that does not come in time, and one that is too large', async () => {
      const read = createBodyReader({ deadlineMs: 20 });
      expect(await errorOf(read(slowly(), options))).to.be.instanceOf(BodyIncompleteError);
      expect(await errorOf(read(whole(101), options))).to.be.instanceOf(BodyTooLargeError);
      expect(await errorOf(read(whole(1), { ...options, announced: 101 }))).to.be.instanceOf(BodyTooLargeError);
      expect((await read(whole(100), options)).byteLength).to.equal(100);
    });

    it('makes room for who sends at once when an address has too many on their way', async () => {
      const read = createBodyReader({ perAddress: 2, deadlineMs: 60_000 });
      const [first] = [errorOf(read(slowly(), options)), errorOf(read(slowly(), options))];
      expect((await read(whole(5), options)).byteLength).to.equal(5);
      const waits = new Promise((done) => setTimeout(done, 1_000, 'still waits').unref());
      expect(await Promise.race([first, waits])).to.be.instanceOf(BodyIncompleteError);
    });
  });

  describe('createBodyReader, of all bodies together', () => {
    const options = (address: string) => ({ address, maxBytes: 100 });
    it('holds no more than it may, at the cost of whoever sends the most', async () => {
      const read = createBodyReader({ heldBytes: 250, deadlineMs: 60_000 });
      const ends: string[] = [];
      const hold = (address: string, bytes: number) => {
        const slowly = async function* (): AsyncGenerator<Uint8Array> {
          yield new Uint8Array(bytes);
          await new Promise(() => {});
        };
        void read(slowly(), options(address)).catch(() => ends.push(address));
      };
      hold('10.0.0.1', 90);
      for (let i = 0; i < 6; i += 1) hold('10.0.0.2', 80);
      await new Promise((done) => setTimeout(done, 50));
      expect(ends).to.have.length(4);
      expect(new Set(ends)).to.deep.equal(new Set(['10.0.0.2']));
    });
  });

  describe('createRates', () => {
    it('counts all addresses of one IPv6 network as one', () => {
      const take = createRates({ ratePerSecond: 1, burst: 1 });
      expect(take('2001:db8::1')).to.equal(0);
      expect(take('2001:db8:0:0:9::2')).to.be.greaterThan(0);
      expect(take('2001:db8:0:1::1')).to.equal(0);
      expect(toNetwork('::ffff:10.0.0.1')).to.equal('10.0.0.1');
    });
  });
});
