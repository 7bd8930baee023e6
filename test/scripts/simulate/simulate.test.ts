import { expect } from 'chai';
import { readGenesis } from '../../../scripts/deploy/genesis/read.ts';
import type { Genesis } from '../../../scripts/deploy/genesis/shape.ts';
import type { Report } from '../../../scripts/simulate/bound.ts';
import { captureAgenda } from '../../../scripts/simulate/capture/agenda.ts';
import { captureAttesters } from '../../../scripts/simulate/capture/attesters.ts';
import { captureChambers } from '../../../scripts/simulate/capture/chambers.ts';
import { captureCourt } from '../../../scripts/simulate/capture/court.ts';
import { captureGroups } from '../../../scripts/simulate/capture/groups.ts';
import { captureVerifiers } from '../../../scripts/simulate/capture/verifiers.ts';
import { count, type Operator, rangeOf, roomOf, serve, turn } from '../../../scripts/simulate/pool/capacity.ts';
import { liveYear } from '../../../scripts/simulate/pool/year.ts';

const DAY = 86_400;
const genesis = readGenesis('production');
const brokenOf = ({ bounds }: Report) => bounds.filter((it) => !it.ok).map((it) => it.name);

describe('simulate', function () {
  this.timeout(30_000);

  const doors: readonly [name: string, capture: (it: Genesis) => Report, worse: Genesis, broken: string][] = [
    [
      'attesters',
      captureAttesters,
      { ...genesis, identities: { ...genesis.identities, probation: 21 * DAY } },
      'no false seat has a voice before a vote can take it back',
    ],
    [
      'verifiers',
      captureVerifiers,
      { ...genesis, spotChecks: { ...genesis.spotChecks, panel: 3 } },
      'an invented epoch is credited less than once in a thousand',
    ],
    [
      'groups',
      captureGroups,
      { ...genesis, work: { ...genesis.work, entryPeriod: 10 * DAY, stepAge: 10 * DAY } },
      'within a year they neither pass nor block alone',
    ],
    [
      'chambers',
      captureChambers,
      { ...genesis, governance: { ...genesis.governance, fallenDelay: DAY } },
      'who falls silent loosens nothing',
    ],
    [
      'agenda',
      captureAgenda,
      { ...genesis, governance: { ...genesis.governance, liveEach: 3 } },
      'fewer than three in ten shut nobody out',
    ],
    [
      'court',
      captureCourt,
      { ...genesis, court: { ...genesis.court, appealSize: 3 } },
      'a fifth of the members does not own the second panel',
    ],
  ];
  for (const [name, capture, worse, broken] of doors) {
    it(`shows that ${name} hold with the shipped numbers, and that worse ones do not`, () => {
      expect(brokenOf(capture(genesis))).to.deep.equal([]);
      expect(brokenOf(capture(worse))).to.include(broken);
    });
  }

  describe('pool', () => {
    const terms = { ...genesis.commons, members: 30 };
    const year = { attrition: 0.003, loss: 0.4, headroom: 0.5, use: 0.7, groups: Array<number>(10).fill(0.1) };

    it('is never cut inside the range and is cut below it, the same for the same seed', () => {
      for (let seed = 1; seed <= 10; ++seed) {
        expect(liveYear({ ...year, pledges: 1.4 }, terms, seed).days).to.equal(0);
      }
      const below = liveYear({ ...year, pledges: 1, headroom: 0 }, terms, 1);
      expect(below.days).to.be.greaterThan(0);
      expect(liveYear({ ...year, pledges: 1, headroom: 0 }, terms, 1)).to.deep.equal(below);
    });

    it('counts no pledge for more than was proven, and no group for more than its part', () => {
      const asked = { units: Number.MAX_SAFE_INTEGER, groups: 10 };
      expect(count(terms, { ...asked, proven: 0 })).to.deep.equal({ pledged: terms.untested, headroom: 0 });
      expect(count(terms, { ...asked, proven: 40_000 }).pledged).to.equal(60_000);
      const most = (3_333 * terms.range * 30 * terms.floor) / 100_000_000;
      expect(count(terms, { ...asked, proven: 1e9 }).pledged).to.equal(most);
      expect(count(terms, { ...asked, proven: 1e9, beside: most })).to.deep.equal({ pledged: 0, headroom: 0 });
    });

    it('saves once, draws what was saved before the reserve, and never more than headroom', () => {
      const it_: Operator = { group: 0, pledged: 100, headroom: 40, saved: 0, served: 0, drawn: 0 };
      turn([it_], terms);
      expect(it_.saved).to.be.closeTo(20 * (59 / 60), 1e-9);
      expect(rangeOf([it_], { ...terms, members: 1, floor: 100 })).to.equal(14_000);
      const room = roomOf(it_);
      serve(it_, 75, terms);
      expect(it_.drawn).to.equal(0);
      serve(it_, room - 75, terms);
      expect(it_.saved).to.equal(0);
      expect(roomOf(it_)).to.be.closeTo(0, 1e-9);
    });
  });
});
