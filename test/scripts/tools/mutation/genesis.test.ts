import { expect } from 'chai';
import { mutateGenesis, type NumberMutant } from '../../../../scripts/tools/mutation/genesis.ts';

describe('mutation of the production genesis', function () {
  this.timeout(60_000);
  let mutants: readonly NumberMutant[];
  before(() => {
    mutants = mutateGenesis();
  });

  it('changes every number both ways, and the checks of a deployment refuse each change', () => {
    const ids = mutants.map((it) => it.id);
    expect(ids).to.include('genesis.court.chamberPeriod/10').and.include('genesis.work.minimumUnitsx10');
    expect(new Set(ids).size).to.equal(mutants.length);
    expect(mutants.filter((it) => it.killedBy === null)).to.deep.equal([]);
  });

  it('says which number it became', () => {
    expect(mutants.find((it) => it.id === 'genesis.beacon.round/10')?.to).to.equal(8_640);
  });
});
