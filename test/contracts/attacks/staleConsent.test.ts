import { expect } from 'chai';
import { type Hex, zeroHash } from 'viem';
import { withdrawalTypedData } from '../../../protocol/typedData/withdrawal.ts';
import {
  accountAt,
  addressAt,
  asCourt,
  type Commons,
  chainId,
  DARA,
  deployPopulated,
  from,
  genesis,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  SOUTH,
} from '../commons.ts';
import { waitForSeed } from '../work/creditWork.ts';

const BASE = 1n;
const POLICY = 1n;
const WITHDRAWN = 2;

/** Train on what somebody took back, under shares nobody decided, or hide from what a model was made. */
describe('Attack: a run on stale consent', () => {
  async function open() {
    const commons = await deployPopulated();
    await commons.modelRegistry.write.registerBase([hashOf('base'), ''], from(NORTH));
    await withdraw(commons, hashOf('first'));
    const [head] = await commons.consentRegistry.read.head();
    return { commons, head, models: commons.modelRegistry };
  }

  async function claimed() {
    const world = await open();
    await world.models.write.claimRun([POLICY], from(NORTH));
    return world;
  }

  async function withdraw(commons: Commons, deposit: Hex) {
    const { address } = commons.consentRegistry;
    const depositor = addressAt(DARA);
    const typed = withdrawalTypedData({ chainId, consentRegistry: address, deposit, depositor });
    await commons.consentRegistry.write.withdraw([deposit, depositor, await accountAt(DARA).signTypedData(typed)]);
  }

  const run = (commons: Commons, head: Hex) =>
    commons.modelRegistry.write.openRun([1n, BASE, hashOf('snapshot'), hashOf('consent'), head, ''], from(NORTH));

  it('cannot leave out a withdrawal older than the limit', async () => {
    const { commons, head, models } = await networkHelpers.loadFixture(open);
    await withdraw(commons, hashOf('second'));
    await networkHelpers.time.increase(genesis.models.maxConsentAge + 1);
    await models.write.claimRun([POLICY], from(NORTH));
    await refuses(run(commons, head), models, 'ConsentStale', [head]);
    await refuses(run(commons, zeroHash), models, 'ConsentStale', [zeroHash]);
    const [newest] = await commons.consentRegistry.read.head();
    await run(commons, newest);
  });

  it('cannot name a head that never was', async () => {
    const { commons, models } = await networkHelpers.loadFixture(claimed);
    await refuses(run(commons, hashOf('mine')), models, 'ConsentStale', [hashOf('mine')]);
  });

  it('cannot choose its own mixture', async () => {
    const { models } = await networkHelpers.loadFixture(open);
    for (const policy of [0n, 2n, 2n ** 255n]) {
      await refuses(models.write.claimRun([policy], from(NORTH)), models, 'MixtureMismatch', [policy, POLICY]);
    }
  });

  it('cannot have itself, a later model or a withdrawn one among its parents', async () => {
    const { commons, head, models } = await networkHelpers.loadFixture(claimed);
    await run(commons, head);
    await waitForSeed(commons, (await models.read.run([1n])).openedAt);
    await models.write.drawSeed([1n]);
    const adapt = (parents: readonly bigint[], by = NORTH) =>
      models.write.registerAdapter(
        [1n, parents, hashOf('list'), hashOf('shares'), hashOf('evaluation'), hashOf('weights'), ''],
        from(by),
      );
    await refuses(adapt([BASE, 2n]), models, 'ModelUnknown', [2n]);
    await refuses(adapt([2n]), models, 'BaseNotParent', [BASE]);
    await refuses(adapt([]), models, 'ParentCountInvalid', [0n]);
    await refuses(adapt([BASE, BASE]), models, 'ParentsNotAscending', [BASE, BASE]);
    await refuses(adapt([BASE], SOUTH), models, 'NotRunOperator', [1n, addressAt(SOUTH)]);
    await models.write.registerBase([hashOf('taken down'), ''], from(NORTH));
    await models.write.mark([2n, WITHDRAWN, 1n], await asCourt(commons));
    await refuses(adapt([BASE, 2n]), models, 'ModelWithdrawn', [2n]);
    await adapt([BASE]);
    await refuses(adapt([BASE]), models, 'RunClosed', [1n, 3n]);
    expect((await models.read.model([3n])).baseModelId).to.equal(BASE);
  });
});
