import { createRandom, type Random } from '../../../node/gates/score.ts';
import { toUnit } from '../../../protocol/embedding/embed.ts';

export type World = {
  readonly experts: readonly {
    expertId: string;
    domain: string;
    centroids: Float32Array[];
    born: number;
    isNew: boolean;
  }[];
  readonly questions: readonly { vector: Float32Array; domain: number }[];
  /** Probability that an expert answers a question well. */
  readonly quality: (expert: number, question: number) => number;
};

const WIDTH = 32;

/** A synthetic world: domains on a sphere, experts good at one, some that lie, some generalists, and newcomers. */
export function createWorld(
  seed: number,
  { domains = 12, experts = 40, newcomers = 4, questions = 6_000 } = {},
): World {
  const random = createRandom(seed);
  const centres = Array.from({ length: domains }, () => unit(random));
  const made = Array.from({ length: experts + newcomers }, (_, e) => {
    const isNew = e >= experts;
    const isGeneral = e < 3;
    const home = isNew ? ((e - experts) * 3) % domains : e % domains;
    const isLiar = !isNew && !isGeneral && random() < 0.15;
    const skill = centres.map((_, d) => {
      if (isLiar) return 0.25;
      if (isGeneral) return 0.66 + 0.06 * random();
      if (d !== home) return 0.28 + 0.25 * random();
      return isNew ? 0.95 : 0.7 + 0.18 * random();
    });
    const claimed = isLiar ? Math.floor(random() * domains) : home;
    const centroid = isGeneral ? sum(centres) : near(centres[claimed]!, 0.06, random);
    return {
      expertId: String(e + 1),
      domain: `d${claimed}`,
      centroids: [centroid],
      born: isNew ? questions / 2 : 0,
      isNew,
      skill,
    };
  });
  const asked = Array.from({ length: questions }, () => {
    const domain = Math.min(domains - 1, Math.floor(domains * random() ** 1.4));
    return { domain, vector: near(centres[domain]!, 0.11, random) };
  });
  return { experts: made, questions: asked, quality: (e, q) => made[e]!.skill[asked[q]!.domain]! };
}

function unit(random: Random): Float32Array {
  return toUnit(Float32Array.from({ length: WIDTH }, () => normal(random)));
}

function near(centre: Float32Array, spread: number, random: Random): Float32Array {
  return toUnit(Float32Array.from(centre, (value) => value + spread * normal(random)));
}

function sum(vectors: readonly Float32Array[]): Float32Array {
  return toUnit(Float32Array.from({ length: WIDTH }, (_, i) => vectors.reduce((total, v) => total + v[i]!, 0)));
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
