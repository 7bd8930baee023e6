import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { streamWithin, TimeLimitError, within } from '../../node/within.ts';

const never = () => new Promise<never>(() => {});

describe('within', () => {
  it('gives what the work gives', async () => {
    expect(await within(1_000, undefined, async () => 7)).to.equal(7);
    expect(
      await within(1_000, undefined, () => Promise.reject(new RangeError('x'))).catch((it) => it),
    ).to.be.instanceOf(RangeError);
  });

  it('stops waiting at its limit, and tells the work', async () => {
    let told: unknown;
    const error = await within(5, undefined, (signal) => {
      signal.addEventListener('abort', () => {
        told = signal.reason;
      });
      return never();
    }).catch((it) => it);
    expect(error).to.be.instanceOf(TimeLimitError);
    expect(told).to.equal(error);
  });

  it('stops waiting when the caller gives up, with the reason of the caller', async () => {
    const caller = new AbortController();
    const waiting = within(1_000, caller.signal, never).catch((it) => it);
    caller.abort('gone');
    expect(await waiting).to.equal('gone');
    expect(await within(1_000, caller.signal, async () => 7).catch((it) => it)).to.equal('gone');
  });
});

describe('limits of the node', () => {
  it('are all set in one place', () => {
    const root = new URL('../../node/', import.meta.url);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const others = files.filter((name) => readFileSync(new URL(name, root), 'utf8').includes('AbortSignal.timeout'));
    expect(others).to.deep.equal([]);
  });
});

describe('streamWithin', () => {
  it('tells the work when nobody reads on', async () => {
    let signal: AbortSignal | undefined;
    for await (const _ of streamWithin(1_000, undefined, async function* (given) {
      signal = given;
      yield 1;
      yield 2;
    }))
      break;
    expect(signal?.aborted).to.equal(true);
  });
});
