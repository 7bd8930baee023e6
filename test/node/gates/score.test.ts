import { expect } from 'chai';
import { createLearner } from '../../../node/gates/learn.ts';
import { createRandom, findCell, measure, scoreCandidates, shortlist } from '../../../node/gates/score.ts';
import { createWorld, type World } from './world.ts';

/** Routes every question of a world; only 30 % of outcomes are seen. */
function route(world: World, seed: number) {
  const random = createRandom(seed);
  const learner = createLearner();
  let gained = 0;
  let possible = 0;
  let best = world.experts.map(() => 0);
  let newcomers = 0;
  let late = 0;
  world.questions.forEach(({ vector, domain }, t) => {
    const alive = world.experts.filter(({ born }) => born <= t);
    const measured = measure(alive, vector);
    const cell = findCell(measured);
    const rateOf = (expertId: string) => {
      const { successes, trials } = learner.recordOf(cell, expertId);
      return (successes + 1) / (trials + 2);
    };
    const listed = shortlist(measured, { rateOf });
    const likest = Math.max(...listed.map((one) => one.similarity), 1e-9);
    const evidence = listed.map(({ candidate, similarity }) => ({
      expertId: candidate.expertId,
      prior: learner.priorOf(similarity / likest),
      ...learner.recordOf(cell, candidate.expertId),
    }));
    const chosen = scoreCandidates(evidence, { random }).order[0]!.expertId;
    const index = Number(chosen) - 1;
    gained += world.quality(index, t);
    possible += Math.max(...alive.map(({ expertId }) => world.quality(Number(expertId) - 1, t)));
    best = best.map((sum, e) => sum + (world.experts[e]!.born === 0 ? world.quality(e, t) : 0));
    if (t > world.questions.length * 0.85 && domain % 3 === 0) {
      late += 1;
      if (world.experts[index]!.isNew) newcomers += 1;
    }
    if (random() < 0.3) {
      const likeness = listed.find(({ candidate }) => candidate.expertId === chosen)!.similarity / likest;
      learner.learn({ cell, expertId: chosen, likeness, value: random() < world.quality(index, t) ? 1 : 0 });
    }
  });
  return { ofOracle: gained / possible, ofBestSingle: gained / Math.max(...best), newcomers: newcomers / late };
}

describe('scoreCandidates', () => {
  it('reaches nine tenths of the best possible choice on every world, and beats every single expert', function () {
    this.timeout(120_000);
    const results = [11, 97, 433, 1201].map((seed) => route(createWorld(seed), seed * 7));
    for (const { ofOracle, ofBestSingle } of results) {
      expect(ofOracle).to.be.greaterThan(0.88);
      expect(ofBestSingle).to.be.greaterThan(1.05);
    }
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(results.map(({ ofOracle }) => ofOracle))).to.be.greaterThan(0.9);
    expect(mean(results.map(({ newcomers }) => newcomers))).to.be.greaterThan(0.3);
  });

  it('repeats itself for the same seed', () => {
    const evidence = [
      { expertId: '1', prior: 0.6, successes: 3, trials: 5 },
      { expertId: '2', prior: 0.4, successes: 4, trials: 5 },
    ];
    const choose = () => scoreCandidates(evidence, { random: createRandom(5) });
    expect(choose()).to.deep.equal(choose());
  });

  it('reports propensities that match how often it chooses', () => {
    const evidence = [
      { expertId: '1', prior: 0.55, successes: 1, trials: 2 },
      { expertId: '2', prior: 0.5, successes: 1, trials: 2 },
    ];
    const random = createRandom(3);
    let first = 0;
    let reported = 0;
    for (let i = 0; i < 2_000; i += 1) {
      const { order, propensity } = scoreCandidates(evidence, { random });
      if (order[0]!.expertId !== '1') continue;
      first += 1;
      reported += propensity;
    }
    expect(first / 2_000).to.be.closeTo(reported / first, 0.06);
  });

  it('has nothing to choose from nothing', () => {
    expect(scoreCandidates([], { random: createRandom(1) })).to.deep.equal({ order: [], propensity: 0 });
  });
});
