import { expect } from 'chai';
import { RIGHTS } from '../../../../scripts/deploy/modules/authority.ts';
import { findWrongRights, mutateAuthority } from '../../../../scripts/tools/mutation/authority.ts';
import { type DerivedRight, deriveRights } from '../../../../scripts/tools/mutation/deriveRights.ts';

describe('mutation of the table of rights', function () {
  this.timeout(300_000);
  let derived: readonly DerivedRight[];
  before(() => {
    derived = deriveRights();
  });

  it('reads from the code who calls what, through libraries too', () => {
    const callersOf = (target: string, name: string) =>
      derived.find((it) => it.target === target && it.name === name)?.callers;
    expect(callersOf('WorkLedger', 'credit')).to.deep.equal(['SpotCheck']);
    expect(callersOf('OperatorRegistry', 'slash')).to.deep.equal(['DepositLog', 'DisputeCourt', 'SpotCheck']);
    expect(callersOf('IdentityRegistry', 'suspend')).to.deep.equal(['DisputeCourt']);
    expect(callersOf('MixturePolicy', 'adopt'), 'only a vote').to.equal(undefined);
  });

  it('finds nothing wrong with the table that is deployed', () => {
    expect(findWrongRights(RIGHTS, derived)).to.deep.equal([]);
  });

  it('notices every right that is missing, and every holder too many or too few', () => {
    const mutants = mutateAuthority(derived);
    expect(mutants.length).to.be.greaterThan(2 * RIGHTS.length);
    expect(mutants.filter((it) => it.killedBy === null)).to.deep.equal([]);
  });
});
