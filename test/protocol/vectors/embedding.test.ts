import { expect } from 'chai';
import { readVector } from './readVector.ts';

type Embedding = {
  readonly texts: readonly { readonly text: string; readonly packed: string }[];
  readonly centroids: { readonly most: number; readonly packed: readonly string[] };
};

const { texts, centroids } = readVector<Embedding>('embedding');

describe('golden vectors: embedding', () => {
  for (const { text, packed } of texts) {
    it(`embeds ${JSON.stringify(text)}`, () => expect(pack(embed(text))).to.equal(packed));
  }

  it('places centroids', () => {
    expect(
      place(
        texts.map(({ text }) => embed(text)),
        centroids.most,
      ).map(pack),
    ).to.deep.equal(centroids.packed);
  });
});

/** FNV-1a over UTF-16 units, then two rounds of mixing, in whole numbers modulo 2^32. */
function hash(feature: string): number {
  const multiply = (a: number, b: number) => Number((BigInt(a) * BigInt(b)) & 0xffffffffn);
  const xor = (a: number, b: number) => (a ^ b) >>> 0;
  let value = 0x811c9dc5;
  for (const unit of feature.split('')) value = multiply(xor(value, unit.charCodeAt(0)), 0x01000193);
  value = multiply(xor(value, value >>> 16), 0x7feb352d);
  return multiply(xor(value, value >>> 15), 0x846ca68b);
}

/** Sums are rounded to 32 bits at each step, as everywhere. */
function embed(text: string): number[] {
  const vector = new Array<number>(256).fill(0);
  const add = (feature: string, weight: number) => {
    const value = hash(feature);
    const at = (value >>> 1) % 256;
    vector[at] = Math.fround((vector[at] ?? 0) + (value % 2 === 1 ? weight : -weight));
  };
  const bare = text.slice(0, 8_000).toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const words = bare.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  for (const word of new Set(words)) {
    const count = words.filter((other) => other === word).length;
    const weight = Math.sqrt(count) * Math.min(1, (word.length / 6) ** 2);
    add(`^${word}`, weight);
    for (let i = 0; i <= word.length - 4; i += 1) add(word.slice(i, i + 4), weight / 2);
  }
  return toUnit(vector);
}

function toUnit(vector: readonly number[]): number[] {
  const length = Math.sqrt(vector.reduce((total, value) => total + value * value, 0));
  return length === 0 ? [...vector] : vector.map((value) => Math.fround(value / length));
}

const cosine = (a: readonly number[], b: readonly number[]) =>
  a.reduce((total, value, i) => total + value * (b[i] ?? 0), 0);

/** The first, then each time the one that is least like those taken; then four rounds of means. */
function place(vectors: readonly number[][], most: number): number[][] {
  let taken = vectors.slice(0, 1);
  while (taken.length < most) {
    const nearness = vectors.map((vector) => Math.max(...taken.map((other) => cosine(vector, other))));
    taken.push(vectors[nearness.indexOf(Math.min(...nearness))] as number[]);
  }
  for (let round = 0; round < 4; round += 1) {
    const homes = vectors.map((vector) => {
      const nearness = taken.map((centroid) => cosine(centroid, vector));
      return nearness.indexOf(Math.max(...nearness));
    });
    taken = taken.map((_, home) =>
      toUnit(
        vectors
          .filter((__, i) => homes[i] === home)
          .reduce(
            (total, vector) => total.map((value, i) => Math.fround(value + (vector[i] ?? 0))),
            new Array<number>(256).fill(0),
          ),
      ),
    );
  }
  return taken;
}

/** One byte a dimension, 128 for zero. */
function pack(vector: readonly number[]): string {
  const largest = Math.max(...vector.map(Math.abs)) || 1;
  return `0x${vector.map((value) => (Math.round((value / largest) * 127) + 128).toString(16).padStart(2, '0')).join('')}`;
}
