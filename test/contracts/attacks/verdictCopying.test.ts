import { expect } from 'chai';
import {
  type Commons,
  DARA,
  deployPopulated,
  from,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  register,
  SOUTH,
} from '../commons.ts';
import { sealAndDraw, toCommitment } from '../work/creditWork.ts';

const NORTH_ID = 5n;
const EPOCH = 1n;
const VERDICT = { checked: 3, failed: 0, verdictRoot: hashOf('work of south'), salt: hashOf('salt of south') };

/** Be counted as a verifier without checking anything: say what another says. */
describe('Attack: a copied verdict', () => {
  async function open() {
    const commons = await deployPopulated();
    await register(commons, DARA, hashOf('group c'));
    await sealAndDraw(commons, { operator: NORTH, epoch: EPOCH, units: 100n });
    await commons.spotCheck.write.commit([NORTH_ID, EPOCH, COMMITMENT], from(SOUTH));
    return { commons, check: commons.spotCheck };
  }
  const COMMITMENT = toCommitment({ ...VERDICT, verifier: SOUTH });

  const reveal = (commons: Commons, by: number) =>
    commons.spotCheck.write.reveal(
      [NORTH_ID, EPOCH, VERDICT.checked, VERDICT.failed, VERDICT.verdictRoot, VERDICT.salt, ''],
      from(by),
    );

  it('cannot be opened by another than who made it', async () => {
    const { commons, check } = await networkHelpers.loadFixture(open);
    await check.write.commit([NORTH_ID, EPOCH, COMMITMENT], from(DARA));
    await reveal(commons, SOUTH);
    const opened = toCommitment({ ...VERDICT, verifier: DARA });
    await refuses(reveal(commons, DARA), check, 'CommitmentMismatch', [COMMITMENT, opened]);
    expect((await check.read.audit([NORTH_ID, EPOCH])).clean).to.equal(1);
  });

  it('cannot be committed once a verdict is open', async () => {
    const { commons, check } = await networkHelpers.loadFixture(open);
    await reveal(commons, SOUTH);
    const late = toCommitment({ ...VERDICT, verifier: DARA });
    const call = check.write.commit([NORTH_ID, EPOCH, late], from(DARA));
    await refuses(call, check, 'CommitClosed', [NORTH_ID, EPOCH]);
    await refuses(reveal(commons, DARA), check, 'NotCommitted', [4n]);
  });

  it('cannot be opened twice, or replaced before it is opened', async () => {
    const { commons, check } = await networkHelpers.loadFixture(open);
    const other = check.write.commit([NORTH_ID, EPOCH, hashOf('better')], from(SOUTH));
    await refuses(other, check, 'GroupCommitted', [await commons.operatorRegistry.read.groupOf([6n])]);
    await reveal(commons, SOUTH);
    await refuses(reveal(commons, SOUTH), check, 'AlreadyRevealed', [6n]);
    expect((await check.read.audit([NORTH_ID, EPOCH])).clean).to.equal(1);
  });
});
