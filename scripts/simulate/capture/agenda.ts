import type { Genesis } from '../../deploy/genesis/shape.ts';
import type { Report } from '../bound.ts';
import { createRandom } from '../random.ts';

const DAY = 86_400;
const DAYS = 730;
const SUPPORT = 0.3;

/** Members who fill the agenda so that nobody else is heard. */
export function captureAgenda({ governance }: Genesis): Report {
  const sizes = [25, 30, 100, 1_000];
  const parts = [0.1, 0.2, 0.33, 0.45];
  const rows = sizes.map((people) => {
    const needed = hostileNeeded(governance, people);
    const found = parts.map((part) => simulate(governance, people, Math.floor(part * people)).toFixed(2));
    return [people, `${needed} (${Math.round((100 * needed) / people)} %)`, ...found];
  });
  const least = Math.min(...sizes.map((people) => hostileNeeded(governance, people) / people));
  const heard = Math.min(...sizes.map((people) => simulate(governance, people, Math.floor(0.33 * people))));
  return {
    title:
      'Agenda: hostile members who shut out a draft with a tenth of the people behind it; part of weekly drafts that get a place beside some',
    head: ['people', 'to shut out', ...parts.map((it) => `${100 * it} % hostile`)],
    rows,
    bounds: [
      {
        name: 'fewer than three in ten shut nobody out',
        holds: `${Math.round(100 * least)} % of all people are needed at the least, for a single place each`,
        ok: least >= 0.29,
        beyond: 'drafts pushed just above half of the quorum, which are politics and not spam',
      },
      {
        name: 'beside a third of spammers most drafts are heard',
        holds: `${Math.round(100 * heard)} % of drafts at worst`,
        ok: heard >= 0.6,
        beyond: 'more than half of all members',
      },
      {
        name: 'what is constitutional and what the court asks always find a place',
        holds: 'one place is kept for each; operators have their own',
        ok: governance.operatorPlaces >= 1,
        beyond: 'a constitutional proposal of the same kind in that place',
      },
    ],
  };
}

/** Places go by the number of sponsors, so all of them must be taken by drafts that have at least as many. */
function hostileNeeded({ peoplePlaces, liveEach, peopleSponsors }: Genesis['governance'], people: number): number {
  const behind = Math.max(peopleSponsors, Math.ceil(people / 10));
  return Math.ceil((peoplePlaces * behind) / liveEach);
}

type Draft = { readonly who: readonly number[]; readonly day: number; readonly hostile: boolean };

/** Two years of an agenda whose places are given to the drafts with most sponsors. */
function simulate(governance: Genesis['governance'], people: number, hostile: number): number {
  const { peoplePlaces, liveEach, peopleSponsors, draftWindow, coolDown } = governance;
  const random = createRandom(people + hostile);
  const life = (governance.votingDelay + governance.votingPeriod + governance.lateExtension) / DAY;
  // One entry for each proposal that somebody may stand behind.
  const busy = Array.from({ length: people * liveEach }, () => 0);
  const free = (from: number, to: number, day: number) =>
    Array.from({ length: (to - from) * liveEach }, (_, i) => from * liveEach + i).filter(
      (it) => (busy[it] ?? 0) <= day,
    );
  let ends: number[] = [];
  let waiting: Draft[] = [];
  let [asked, placed] = [0, 0];
  for (let day = 0; day < DAYS; ++day) {
    ends = ends.filter((end) => end > day);
    const idle = free(0, hostile, day);
    const size = Math.max(peopleSponsors, Math.ceil((hostile * liveEach) / peoplePlaces));
    for (; idle.length >= size; ) waiting.push(hold(idle.splice(0, size), true));
    if (random() < 1 / 7) {
      ++asked;
      const willing = onePerPerson(free(hostile, people, day), liveEach);
      const count = Math.min(willing.length, peopleSponsors + Math.floor(random() * SUPPORT * people));
      const who = Array.from({ length: count }, () => willing.splice(Math.floor(random() * willing.length), 1)[0] ?? 0);
      if (count >= peopleSponsors) waiting.push(hold(who, false));
    }
    waiting = waiting.filter((it) => it.day + draftWindow / DAY >= day);
    if (ends.length < peoplePlaces) waiting.sort((a, b) => b.who.length - a.who.length || a.day - b.day);
    while (ends.length < peoplePlaces && waiting.length > 0) {
      const draft = waiting.shift();
      if (!draft) break;
      ends.push(day + life);
      for (const it of draft.who) busy[it] = day + life + (draft.hostile ? coolDown / DAY : 0);
      if (!draft.hostile) ++placed;
    }

    function hold(who: readonly number[], bad: boolean): Draft {
      for (const it of who) busy[it] = day + draftWindow / DAY;
      return { who, day, hostile: bad };
    }
  }
  return asked === 0 ? 1 : placed / asked;
}

function onePerPerson(slots: readonly number[], each: number): number[] {
  return [...new Map(slots.map((it) => [Math.floor(it / each), it])).values()];
}
