import { expect } from 'chai';
import type { Hex } from 'viem';
import {
  type Commons,
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
import { enlist, sealAndDraw, toCommitment, waitForReveals } from '../work/creditWork.ts';

const VERDICT = { checked: 3, failed: 0, verdictRoot: hashOf('work of south'), salt: hashOf('salt of south') };

/** Be counted as a verifier without checking anything: say what another says. */
describe('Attack: a copied verdict', () => {
  async function open() {
    const commons = await deployPopulated();
    const value = BigInt(genesis.operators.minStake);
    await commons.operatorRegistry.write.register([0n, 1, '0x'], { ...from(DARA), value });
    await enlist(commons, DARA);
    const { key } = await sealAndDraw(commons, { operator: NORTH, units: 100n });
    await commons.spotCheck.write.commit([key, COMMITMENT], from(SOUTH));
    return { commons, key, check: commons.spotCheck };
  }
  const COMMITMENT = toCommitment({ ...VERDICT, verifier: SOUTH });

  const reveal = (commons: Commons, key: Hex, by: number) =>
    commons.spotCheck.write.reveal(
      [key, VERDICT.checked, VERDICT.failed, VERDICT.verdictRoot, VERDICT.salt, ''],
      from(by),
    );

  it('cannot be opened by another than who made it', async () => {
    const { commons, key, check } = await networkHelpers.loadFixture(open);
    await check.write.commit([key, COMMITMENT], from(DARA));
    await waitForReveals(commons, key);
    await reveal(commons, key, SOUTH);
    const opened = toCommitment({ ...VERDICT, verifier: DARA });
    await refuses(reveal(commons, key, DARA), check, 'CommitmentMismatch', [COMMITMENT, opened]);
    expect((await check.read.audit([key])).clean).to.equal(1);
  });

  it('cannot be committed once verdicts open, nor opened twice', async () => {
    const { commons, key, check } = await networkHelpers.loadFixture(open);
    await waitForReveals(commons, key);
    await reveal(commons, key, SOUTH);
    const { openedAt } = await check.read.audit([key]);
    const { commitPeriod } = await check.read.settings();
    const late = check.write.commit([key, toCommitment({ ...VERDICT, verifier: DARA })], from(DARA));
    await refuses(late, check, 'PhaseClosed', [key, openedAt, openedAt + commitPeriod]);
    const clean = `0x${'1'.padStart(64, '0')}`;
    await refuses(reveal(commons, key, SOUTH), check, 'CommitmentMismatch', [clean, COMMITMENT]);
    expect((await check.read.audit([key])).clean).to.equal(1);
  });
});
