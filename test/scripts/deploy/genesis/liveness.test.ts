import { expect } from 'chai';
import { findContradictions } from '../../../../scripts/deploy/genesis/consistency.ts';
import { findBroken, PREDICATES } from '../../../../scripts/deploy/genesis/liveness.ts';
import { findBreaches } from '../../../../scripts/deploy/genesis/productionBounds.ts';
import { readGenesis } from '../../../../scripts/deploy/genesis/read.ts';
import { BadGenesisError, parseGenesis } from '../../../../scripts/deploy/genesis/schema.ts';
import type { Genesis } from '../../../../scripts/deploy/genesis/shape.ts';

const DAY = 86_400;
const shipped = readGenesis('production');

/** For each promise a genesis that is worse in one number, or in two that belong together. */
const WORSE: Readonly<Record<string, (it: Genesis) => Genesis>> = {
  P1: (it) => withRules(it, { constitutional: { ...it.rules.constitutional, technicalHeads: 8_000 } }),
  P2: (it) => withRules(it, { structural: { ...it.rules.structural, majority: 8_500 } }),
  P3: (it) => withRules(it, { ordinary: { ...it.rules.ordinary, technicalHeads: 2_000 } }),
  P4: (it) => ({ ...it, constitution: { ...it.constitution, groupsToActivate: 4 } }),
  P5: (it) => withRules(it, { constitutional: { ...it.rules.constitutional, majority: 6_670 } }),
  P6: (it) => withRules(it, { ordinary: { ...it.rules.ordinary, peopleLeast: 8 } }),
  P7: (it) => withRules(it, { ordinary: { ...it.rules.ordinary, peopleLeast: 2, peopleQuorum: 700 } }),
  P8: (it) => ({ ...it, governance: { ...it.governance, fallenDelay: it.rules.constitutional.delay } }),
  C1: (it) => ({ ...it, spotChecks: { ...it.spotChecks, challengeWindow: 7 * DAY } }),
  C3: (it) => ({ ...it, operators: { ...it.operators, unbondingPeriod: 21 * DAY } }),
  C4: (it) => withCourt(it, { maxInterim: 12 * DAY }),
  C5: (it) => withCourt(it, { chamberPeriod: 40 * DAY }),
  C6: (it) => ({ ...it, governance: { ...it.governance, executionWindow: 20 * DAY } }),
  C7: (it) => withCourt(it, { appealSize: 11 }),
  C8: (it) => withCourt(it, { panelSize: 4 }),
  C9: (it) => withCourt(it, { panelPower: 90 * DAY }),
  C10: (it) => withCourt(it, { filingBar: 48 * DAY }),
  C11: (it) => withCourt(it, { appealPeriod: 2 * DAY }),
  C12: (it) => ({ ...it, models: { ...it.models, runLife: 7 * DAY } }),
  P10: (it) => ({ ...it, governance: { ...it.governance, peoplePlaces: 4, liveEach: 3 } }),
  P11: (it) => ({ ...it, attesters: { ...it.attesters, quorum: 3 } }),
  P12: (it) => ({ ...it, identities: { ...it.identities, probation: 30 * DAY } }),
  P13: (it) => ({ ...it, guardian: { ...it.guardian, accounts: it.attesters.accounts.slice(0, 5) } }),
  P14: (it) => ({ ...it, spotChecks: { ...it.spotChecks, panel: 5 } }),
  P15: (it) => ({ ...it, operators: { ...it.operators, stakeWorth: 10 } }),
  P17: (it) => ({ ...it, commons: { ...it.commons, range: 18_000 } }),
};

describe('liveness', () => {
  it('holds for the shipped genesis at every size', () => {
    expect(findBroken(shipped)).to.deep.equal([]);
    expect(findBroken(readGenesis('local'))).to.deep.equal([]);
  });

  for (const { id, promise, breaks } of PREDICATES) {
    it(`${id}: ${promise}`, () => {
      expect(breaks(shipped)).to.equal(null);
      const worse = WORSE[id]?.(shipped);
      expect(worse, 'a worse genesis').to.not.equal(undefined);
      expect(breaks(worse!)).to.be.a('string');
      expect(findBroken(worse!).some((it) => it.startsWith(`${id}:`))).to.equal(true);
      expect(() => parseGenesis(worse)).to.throw(BadGenesisError);
    });
  }

  it('is what refuses a quorum that only twenty groups can meet, though seven open the chamber (X2)', () => {
    const worse = withRules(shipped, { constitutional: { ...shipped.rules.constitutional, technicalHeads: 6_667 } });
    // Each number lies within its own bounds, and no two contradict each other.
    expect([findBreaches(worse), findContradictions(worse)]).to.deep.equal([[], []]);
    expect(findBroken(worse)).to.have.length(2);
    expect(() => parseGenesis(worse)).to.throw(BadGenesisError);
  });
});

function withRules(it: Genesis, rules: Partial<Genesis['rules']>): Genesis {
  return { ...it, rules: { ...it.rules, ...rules } };
}

function withCourt(it: Genesis, court: Partial<Genesis['court']>): Genesis {
  return { ...it, court: { ...it.court, ...court } };
}
