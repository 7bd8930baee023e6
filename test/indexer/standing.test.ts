import { expect } from 'chai';
import { pad } from 'viem';
import { identityState, operatorState } from '../../indexer/store/tables/views.ts';
import type { Deployment } from '../../protocol/deployment.ts';
import { startChain, type TestChain } from './fixtures/chain.ts';
import { deployEmitters, emit } from './fixtures/emitter.ts';
import { openIndex, type TestIndex } from './fixtures/openIndex.ts';

const FIRST = pad('0xa1', { size: 20 });
const SECOND = pad('0xa2', { size: 20 });
const COIN = 10n ** 18n;

describe('identities and operators after rulings and changes of account', () => {
  let chain: TestChain;
  let deployment: Deployment;
  let index: TestIndex;

  before(async () => {
    chain = await startChain(18568);
    deployment = await deployEmitters(chain);
    index = await openIndex(chain.rpcUrl, deployment, []);
  });
  after(async () => {
    await index.close();
    await chain.stop();
  });

  const say = (contract: 'identityRegistry' | 'operatorRegistry', eventName: string, args: Record<string, unknown>) =>
    emit(chain, deployment, { contract, eventName, args });
  const read = async () => {
    await index.catchUp();
    const { database } = index.store;
    const [identity] = await database.select().from(identityState);
    const [operator] = await database.select().from(operatorState);
    return { identity, operator };
  };

  it('shows the account that acts now, the end of a suspension, and the stake that is left', async () => {
    // Numbers of identities, and with them of operators, are neither small nor consecutive.
    const id = 900_719_925n;
    const scheme = pad('0x5c', { size: 20 });
    await say('identityRegistry', 'Enrolled', { identityId: id, account: FIRST, kind: 2, scheme, validUntil: 99n });
    await say('operatorRegistry', 'OperatorRegistered', {
      operatorId: id,
      account: FIRST,
      group: pad('0x6'),
      stake: COIN,
    });
    const born = await read();
    expect(born.identity).to.include({ id: Number(id), account: FIRST, valid: true, suspendedUntil: null });
    expect(born.operator).to.include({ id: Number(id), account: FIRST, active: true, stake: `${COIN}` });

    await say('identityRegistry', 'IdentitySuspended', { identityId: id, until: 70n, caseId: 3n });
    await say('identityRegistry', 'IdentitySuspended', { identityId: id, until: 60n, caseId: 4n });
    await say('operatorRegistry', 'Slashed', { operatorId: id, amount: COIN / 4n, caseId: 3n });
    await say('identityRegistry', 'Rekeyed', { identityId: id, oldAccount: FIRST, newAccount: SECOND });
    const ruled = await read();
    expect(ruled.identity).to.include({ account: SECOND, valid: true, validUntil: 99, suspendedUntil: 70 });
    expect(ruled.operator).to.include({ account: SECOND, active: true, stake: `${(COIN / 4n) * 3n}` });

    await say('operatorRegistry', 'Unbonding', { operatorId: id, unbondAt: 90n });
    await say('operatorRegistry', 'StakeWithdrawn', { operatorId: id, amount: (COIN / 4n) * 3n });
    expect((await read()).operator).to.include({ active: false, stake: '0' });
    await say('operatorRegistry', 'Bonded', { operatorId: id, stake: COIN });
    await say('operatorRegistry', 'Slashed', { operatorId: id, amount: COIN / 2n, caseId: 5n });
    expect((await read()).operator).to.include({ active: true, stake: `${COIN / 2n}` });
  });
});
