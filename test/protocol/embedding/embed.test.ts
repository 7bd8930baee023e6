import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { declareCentroids } from '../../../protocol/embedding/centroids.ts';
import { embed, packVector, similarity, unpackVector } from '../../../protocol/embedding/embed.ts';

const CORPUS = new URL('../../../scripts/local/corpus/', import.meta.url);

describe('embed', () => {
  it('gives unit vectors, the same every time, and the zero vector for nothing', () => {
    const vector = embed('The ferry bell');
    expect(similarity(vector, vector)).to.be.closeTo(1, 1e-6);
    expect(embed('The ferry bell')).to.deep.equal(vector);
    expect(similarity(embed('  '), embed('  '))).to.equal(0);
  });
  it('survives packing into a lease', () => {
    const vector = embed('Load the bread at 260 degrees');
    expect(similarity(unpackVector(packVector(vector))!, vector)).to.be.greaterThan(0.999);
    expect(unpackVector(new Uint8Array(3))).to.equal(null);
  });
  it('puts the register that answers among the first three for most sample questions', () => {
    const registers = readdirSync(CORPUS).filter((name) => !name.includes('.'));
    const centroids = new Map(
      registers.map((register) => {
        const files = readdirSync(new URL(`${register}/`, CORPUS));
        const texts = files.map((file) => readFileSync(new URL(`${register}/${file}`, CORPUS), 'utf8'));
        return [register, declareCentroids(texts).map((packed) => unpackVector(packed)!)];
      }),
    );
    const questions: { question: string; register: string }[] = JSON.parse(
      readFileSync(new URL('questions.json', CORPUS), 'utf8'),
    );
    const ranks = questions.map(({ question, register }) => {
      const vector = embed(question);
      const likeness = (name: string) =>
        Math.max(...centroids.get(name)!.map((centroid) => similarity(centroid, vector)));
      return [...registers].sort((a, b) => likeness(b) - likeness(a)).indexOf(register);
    });
    expect(ranks.filter((rank) => rank === 0).length / ranks.length).to.be.greaterThan(0.5, 'chance is 1 in 8');
    expect(ranks.filter((rank) => rank < 3).length / ranks.length).to.be.greaterThan(0.8);
  });
});
