import {
  CLASSES,
  countsHeads,
  delegateVoices,
  fallsBelow,
  headsNeeded,
  heaviestVote,
  isMajority,
  mostThatCannotBlock,
  peopleNeeded,
  type QuorumClass,
} from '../../deploy/genesis/chambers.ts';
import type { Genesis } from '../../deploy/genesis/shape.ts';
import type { Report } from '../bound.ts';

const MOST_GROUPS = 9;

/** Votes with low turnout: who passes while the others are silent, and who stops what all others want. */
export function captureChambers(genesis: Genesis): Report {
  const { rules, constitution } = genesis;
  const from = fallsBelow(genesis);
  const sizes = [from.groups, constitution.groupsToActivate, 9, 12, 20, 50];
  const { worlds, broken } = tryAllBallots(genesis, from.groups);
  const people = [from.people, constitution.peopleToActivate, 30, 100, 1_000];
  const quorums = people.map((size) => CLASSES.map((kind) => peopleNeeded(rules[kind], size)).join('-'));
  const delegates = Math.min(
    ...people.map((size) => Math.ceil(peopleNeeded(rules.ordinary, size) / delegateVoices(genesis, size))),
  );
  return {
    title:
      'Chambers: groups that pass while all others are silent / silent ones that cannot veto / hostile ones that cannot block',
    head: ['groups', 'heaviest', ...CLASSES],
    rows: sizes.map((size) => [
      size,
      heaviestVote(genesis, size),
      ...CLASSES.map((kind) => {
        const heads = headsNeeded(rules[kind], size);
        return `${heads} / ${size - heads} / ${mostThatCannotBlock(genesis, size, kind)}`;
      }),
    ]),
    bounds: [
      {
        name: 'fewer than the heads needed never pass, and the heads needed always do when nobody is against',
        holds: `${worlds} votes of ${from.groups} to ${MOST_GROUPS} groups with every weight and ballot: ${broken} broken`,
        ok: broken === 0,
        beyond: `${constitution.groupsToActivate - headsNeeded(rules.ordinary, constitution.groupsToActivate) + 1} of ${constitution.groupsToActivate} groups offline for a whole vote, which stops and does not pass`,
      },
      {
        name: 'few people never pass by the silence of the others',
        holds: `quorums among ${people.join(', ')}: ${quorums.join(', ')}; at least ${delegates} full delegates`,
        ok: delegates >= 3 && people.every((size) => peopleNeeded(rules.ordinary, size) >= rules.ordinary.peopleLeast),
        beyond: `${delegates} delegates with all the voices they may hold, and an ordinary quorum of groups`,
      },
      {
        name: 'who falls silent loosens nothing',
        holds: `below ${from.people} people or ${from.groups} groups weighty decisions wait ${genesis.governance.fallenDelay / 86_400} days`,
        ok: genesis.governance.fallenDelay > rules.constitutional.delay,
        beyond: 'the other chamber alone, after that wait and against the objections of a fifth',
      },
    ],
  };
}

/** Every weight and ballot of small chambers against what is promised for each size. */
function tryAllBallots(genesis: Genesis, from: number): { readonly worlds: number; readonly broken: number } {
  let [worlds, broken] = [0, 0];
  for (let groups = from; groups <= MOST_GROUPS; ++groups) {
    for (const kind of CLASSES) {
      const heaviest = heaviestVote(genesis, groups, kind);
      const heads = headsNeeded(genesis.rules[kind], groups);
      const spared = mostThatCannotBlock(genesis, groups, kind);
      for (const world of allBallots(groups, heaviest)) {
        ++worlds;
        const passed = passes(genesis, kind, groups, world);
        if (passed && world.yes.heads < heads) ++broken;
        if (!passed && world.no.heads === 0 && world.yes.heads >= heads) ++broken;
        const allVoted = world.yes.heads + world.no.heads === groups;
        if (!passed && allVoted && world.no.heads <= spared) ++broken;
      }
    }
  }
  return { worlds, broken };
}

type Side = { readonly heads: number; readonly weight: number };
type World = { readonly yes: Side; readonly no: Side };

function passes({ rules }: Genesis, kind: QuorumClass, groups: number, { yes, no }: World): boolean {
  if (yes.heads < headsNeeded(rules[kind], groups)) return false;
  if (countsHeads(kind) && yes.heads <= no.heads) return false;
  return isMajority(rules[kind], { yes: yes.weight, no: no.weight });
}

/** All ways in which so many groups of weights 1 to `heaviest` vote for, against or not at all. */
function* allBallots(groups: number, heaviest: number): Generator<World> {
  const counts = Array<number>(2 * heaviest).fill(0);
  function* fill(cell: number, left: number): Generator<World> {
    if (cell === counts.length) {
      const side = (offset: number): Side => {
        const own = counts.slice(offset, offset + heaviest);
        return {
          heads: own.reduce((sum, it) => sum + it, 0),
          weight: own.reduce((sum, it, i) => sum + it * (i + 1), 0),
        };
      };
      yield { yes: side(0), no: side(heaviest) };
      return;
    }
    for (let count = 0; count <= left; ++count) {
      counts[cell] = count;
      yield* fill(cell + 1, left - count);
    }
    counts[cell] = 0;
  }
  yield* fill(0, groups);
}
