import { expect } from 'chai';
import type { Abi } from 'viem';
import { ADMIN_ROLE, ROLES } from '../../../scripts/deploy/modules/authority.ts';
import { addressAt, deployPopulated, networkHelpers } from '../commons.ts';

type Written = { readonly abi: Abi };

/** What a guardian, an owner or an upgrade would be called. */
const POWERS =
  /guard|pause|freezeAll|halt|veto|emergency|upgrade|implementation|initiali[sz]e|owner$|ownership|migrate|sweep|rescue|seize|destroy/i;

/** Compound, Nouns, and everybody's multisig: a guardian is whoever holds its key. Here is none to be bribed or lost. */
describe('Attack: the guardian', () => {
  it('does not exist in any contract', async () => {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    const found: string[] = [];
    for (const [name, { abi }] of Object.entries(commons as unknown as Record<string, Written>)) {
      // OpenZeppelin's access manager speaks of role guardians; nobody is one, see below.
      if (name === 'accessManager') continue;
      for (const entry of abi) {
        if (entry.type === 'function' && POWERS.test(entry.name)) found.push(`${name}.${entry.name}`);
      }
    }
    expect(found).to.deep.equal([]);
  });

  it('holds no role: every role is administered by the admin alone, guarded by the same, and held by contracts', async () => {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    const { read } = commons.accessManager;
    for (const { id } of [{ id: ADMIN_ROLE }, ...ROLES]) {
      expect(await read.getRoleGuardian([id])).to.equal(ADMIN_ROLE);
      expect(await read.getRoleAdmin([id])).to.equal(ADMIN_ROLE);
      for (let index = 0; index < 20; index += 1) {
        expect((await read.hasRole([id, addressAt(index)]))[0], `account ${index}`).to.equal(false);
      }
    }
    expect((await read.hasRole([ADMIN_ROLE, commons.timelockController.address]))[0]).to.equal(true);
    expect((await read.hasRole([ADMIN_ROLE, commons.commonsGovernor.address]))[0]).to.equal(false);
  });
});
