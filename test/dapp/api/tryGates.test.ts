import { expect } from 'chai';
import { RequestFailedError } from '../../../dapp/api/requestJson.ts';
import { NoGateError, tryGates } from '../../../dapp/api/tryGates.ts';

const refuse = (status: number) => new RequestFailedError('refused', { url: 'x', status });

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('dapp tryGates', () => {
  it('goes on to the next gate when one is away, busy or does not know', async () => {
    for (const status of [0, 404, 429, 503]) {
      const asked: string[] = [];
      const answer = await tryGates(['a', 'b'], async (api) => {
        asked.push(api);
        if (api === 'a') throw refuse(status);
        return api;
      });
      expect([answer, asked]).to.deep.equal(['b', ['a', 'b']]);
    }
  });

  it('stops at a refusal that every gate would give', async () => {
    const error = await failure(
      tryGates(['a', 'b'], async (api) => {
        throw refuse(api === 'a' ? 409 : 500);
      }),
    );
    expect((error as RequestFailedError).status).to.equal(409);
  });

  it('says when there is no gate', async () => {
    expect(await failure(tryGates([], async () => 1))).to.be.instanceOf(NoGateError);
  });
});
