import { expect } from 'chai';
import { assertHeld } from '../../../scripts/deploy/assertHeld.ts';
import { findContradictions } from '../../../scripts/deploy/genesis/consistency.ts';
import { findBroken } from '../../../scripts/deploy/genesis/liveness.ts';
import { findBreaches } from '../../../scripts/deploy/genesis/productionBounds.ts';
import { readGenesis } from '../../../scripts/deploy/genesis/read.ts';
import type { Genesis } from '../../../scripts/deploy/genesis/shape.ts';
import * as k from './kit.ts';

const shipped = readGenesis('production');
const findingsOf = (it: Genesis) => [...findBreaches(it), ...findContradictions(it), ...findBroken(it)];
const withWork = (work: Partial<Genesis['work']>) => ({ ...shipped, work: { ...shipped.work, ...work } });
const withRule = (rule: Partial<Genesis['rules']['constitutional']>) => ({
  ...shipped,
  rules: { ...shipped.rules, constitutional: { ...shipped.rules.constitutional, ...rule } },
});

describe('Production genesis > checks before a deployment', () => {
  it('finds nothing in the shipped numbers', () => {
    expect(findingsOf(shipped)).to.deep.equal([]);
  });

  it('refuses placeholders as attesters and guardians on a public chain (X2)', async () => {
    const held = assertHeld(k.provider as never, { genesis: shipped, chainId: 10 });
    const refusal = await held.then(
      () => 'ok',
      (error: Error) => error.name,
    );
    expect(refusal).to.equal('UnheldAccountError');
  });

  for (const [name, worse] of [
    ['a quorum of heads that seven groups cannot reach with one silent', withRule({ technicalHeads: 10_000 })],
    ['a quorum of persons beyond half', withRule({ peopleQuorum: 6_000 })],
    ['a least number that the smallest commons cannot muster', withRule({ peopleLeast: 24 })],
    ['one group that outweighs all others', withWork({ maxWeight: 30 })],
    ['chambers slower than the court waits', withRule({ delay: 400 * k.DAY })],
    ['a challenge shorter than a case needs its sponsors', spotChecks({ challengeWindow: 60 })],
    ['a court that waits less than a vote takes', court({ chamberPeriod: 5 * k.DAY })],
  ] as const) {
    it(`refuses ${name} (X2)`, () => {
      expect(findingsOf(worse)).to.not.deep.equal([]);
    });
  }
});

function spotChecks(change: Partial<Genesis['spotChecks']>): Genesis {
  return { ...shipped, spotChecks: { ...shipped.spotChecks, ...change } };
}

function court(change: Partial<Genesis['court']>): Genesis {
  return { ...shipped, court: { ...shipped.court, ...change } };
}
