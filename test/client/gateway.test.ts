import { expect } from 'chai';
import { NoGateError, tryGates } from '../../client/gateway.ts';
import { BadAnswerError, GateRefusedError } from '../../client/request.ts';

const refuse = (status: number, more: { retryAfter?: number } = {}) =>
  new GateRefusedError('refused', { url: 'x', status, ...more });

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('client tryGates', () => {
  it('goes on to the next gate when one is away, busy or does not know', async () => {
    for (const status of [0, 404, 429, 500, 502, 503, 504]) {
      const asked: string[] = [];
      const answer = await tryGates(['a', 'b'], async (api) => {
        asked.push(api);
        if (api === 'a') throw refuse(status);
        return api;
      });
      expect([answer, asked]).to.deep.equal(['b', ['a', 'b']]);
    }
  });

  it('goes on to the next gate when one answers what is no answer', async () => {
    const asked: string[] = [];
    const work = tryGates(['a', 'b'], async (api) => {
      asked.push(api);
      if (api === 'a') throw new BadAnswerError(api, 'not JSON');
      return api;
    });
    expect([await work, asked]).to.deep.equal(['b', ['a', 'b']]);
    const alone = tryGates(['a'], async (api) => {
      throw new BadAnswerError(api, 'not JSON');
    });
    expect(await failure(alone)).to.be.instanceOf(BadAnswerError);
  });

  it('stops at a refusal that every gate would give', async () => {
    const error = await failure(
      tryGates(['a', 'b'], async (api) => {
        throw refuse(api === 'a' ? 409 : 500);
      }),
    );
    expect((error as GateRefusedError).status).to.equal(409);
  });

  it('says when there is no gate', async () => {
    expect(await failure(tryGates([], async () => 1))).to.be.instanceOf(NoGateError);
  });

  it('waits out a short pause that a busy gate asks for, once', async () => {
    let asked = 0;
    const answer = await tryGates(['a', 'b'], async () => {
      asked += 1;
      if (asked <= 2) throw refuse(429, { retryAfter: 0 });
      return asked;
    });
    expect(answer).to.equal(3);
    const error = await failure(
      tryGates(['a'], async () => {
        asked += 1;
        throw refuse(429, { retryAfter: 0 });
      }),
    );
    expect([(error as GateRefusedError).status, asked]).to.deep.equal([429, 5]);
  });

  it('does not wait for a gate that is long away', async () => {
    const error = await failure(
      tryGates(['a'], async () => {
        throw refuse(429, { retryAfter: 60 });
      }),
    );
    expect((error as GateRefusedError).retryAfter).to.equal(60);
  });
});
