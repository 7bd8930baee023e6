import type { Genesis } from './shape.ts';

/** How long the courses of a case, of a check of work and of a decision take at the shortest and at the longest. */
export type Courses = {
  readonly sitting: number;
  /** Of a case that ends without the chambers. */
  readonly slowest: number;
  /** Until a seal is credited, when verifiers are silent and a larger panel decides. */
  readonly verification: number;
  /** Until the chambers' answer to the court can be carried out, a guardian's delay and a silent chamber included. */
  readonly answer: number;
};

/** Adds up the courses that the numbers of a genesis allow. Seconds. */
export function addUpCourses({ court, spotChecks, beacon, governance, rules, guardian }: Genesis): Courses {
  const sitting = court.commitPeriod + court.revealPeriod;
  // Two panels, each drawn and seated a second time because the first was silent.
  const slowest =
    court.sponsorPeriod + court.conciliationPeriod + 4 * (court.drawPeriod + sitting) + court.appealPeriod;
  const look = spotChecks.commitPeriod + spotChecks.revealPeriod;
  // A seed is known at the latest when the round after the next has begun.
  const seed = 2 * beacon.round;
  return {
    sitting,
    slowest,
    verification: seed + 2 * look + seed + look,
    answer:
      governance.votingDelay +
      governance.votingPeriod +
      governance.lateExtension +
      2 * rules.structural.delay +
      guardian.delay,
  };
}
