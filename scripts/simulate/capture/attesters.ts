import { headsNeeded, peopleNeeded } from '../../deploy/genesis/chambers.ts';
import type { Genesis } from '../../deploy/genesis/shape.ts';
import type { Report } from '../bound.ts';

const DAY = 86_400;
const WHOLE = 10_000;
const QUARTER = 90;

/** Attesters who sign for persons that do not exist: how many voices they have when the commons reacts. */
export function captureAttesters(genesis: Genesis): Report {
  const { attesters, identities, governance, rules, constitution } = genesis;
  const { quorum, accounts } = attesters;
  const vote = governance.votingDelay + governance.votingPeriod + governance.lateExtension;
  // Noticed within a week, discredited by a structural vote while a chamber is silent.
  const reaction = 7 + (vote + 2 * rules.structural.delay) / DAY;
  const sizes = [constitution.peopleToActivate, 30, 100, 1_000];
  const times = [Math.ceil(reaction), 60, 90, 180, 365];
  const shares = sizes.map((people) =>
    times.map((days) => {
      const seats = voicesAfter(genesis, { people, colluders: quorum, days });
      return seats / (people + seats);
    }),
  );
  const atReaction = sizes.map((people) =>
    voicesAfter(genesis, { people, colluders: accounts.length, days: reaction }),
  );
  const quiet = firstDay(genesis, 30, (people, seats) => seats >= peopleNeeded(rules.ordinary, people + seats));
  const patience = firstDay(genesis, 30, (people, seats) => 3 * seats > people + seats);
  return {
    title: `Attesters: ${quorum} of ${accounts.length} collude (part of all voices, by the day of the reaction)`,
    head: ['people', ...times.map((it) => `day ${it}`)],
    rows: sizes.map((people, i) => [people, ...(shares[i] ?? []).map((it) => it.toFixed(2))]),
    bounds: [
      {
        name: 'no false seat has a voice before a vote can take it back',
        holds: `0 voices on day ${Math.ceil(reaction)} even of all ${accounts.length}; probation is ${identities.probation / DAY} days`,
        ok: atReaction.every((it) => it === 0),
        beyond: `${quorum} attesters, quiet: an ordinary quorum among 30 after ${quiet} days, a third after ${patience}`,
      },
      {
        name: 'false seats alone pass nothing',
        holds: `once ${constitution.groupsToActivate} groups have opened their chamber, each decision needs ${headsNeeded(rules.ordinary, constitution.groupsToActivate)} of them or more, which enter by work and lot`,
        ok: constitution.groupsToActivate > 0 && headsNeeded(rules.ordinary, constitution.groupsToActivate) >= 2,
        beyond: 'before that, or both chambers at once: this and the groups below',
      },
      {
        name: 'consent of a depositor is not raised by others',
        holds: `only the present account signs; a re-key waits ${identities.rekeyDelay / DAY} days and the account may cancel`,
        ok: identities.rekeyDelay >= 7 * DAY && quorum >= 2,
        beyond: `${quorum} attesters re-key one author who does not look for ${identities.rekeyDelay / DAY} days, author by author`,
      },
    ],
  };
}

/** Voices of seats that so many colluders signed, by the rates of the registry. */
function voicesAfter(
  { attesters, identities }: Genesis,
  { people, colluders, days }: { readonly people: number; readonly colluders: number; readonly days: number },
): number {
  if (colluders < attesters.quorum) return 0;
  const joined: { readonly day: number; readonly seats: number }[] = [];
  let all = 0;
  for (let day = 0; day < days; day += 7) {
    const total = people + all;
    const week = Math.max(1, Math.floor((identities.weeklyRate * total) / WHOLE));
    const each = Math.max(identities.leastQuota, Math.floor((identities.attesterQuota * total) / WHOLE));
    const used = joined.filter((it) => it.day > day - QUARTER).reduce((sum, it) => sum + it.seats, 0);
    const quota = Math.floor((colluders * each) / attesters.quorum) - used;
    const seats = Math.max(0, Math.min(week, quota));
    joined.push({ day, seats });
    all += seats;
  }
  const probation = identities.probation / DAY;
  return joined.filter((it) => it.day + probation <= days).reduce((sum, it) => sum + it.seats, 0);
}

function firstDay(
  genesis: Genesis,
  people: number,
  holds: (people: number, seats: number) => boolean,
): number | string {
  for (let days = 7; days <= 1_460; days += 7) {
    const seats = voicesAfter(genesis, { people, colluders: genesis.attesters.quorum, days });
    if (holds(people, seats)) return days;
  }
  return 'more than 1,460';
}
