import { expect } from 'chai';
import { z } from 'zod';
import { buildChunk, UnprovableError } from '../../../protocol/proofs/buildChunk.ts';
import { type Claim, encodeChunk, evaluate, faultOf, findModulus } from '../../../protocol/proofs/chunk.ts';
import { fromBf16 } from '../../../protocol/proofs/floats.ts';
import { interpolate } from '../../../protocol/proofs/interpolate.ts';
import { judge } from '../../../protocol/proofs/judge.ts';
import { readBlockChunks, topPoints, vectorFiles } from './chunks.ts';
import { makeActivations } from './generator.ts';

const base64 = ({ chunk }: Pick<Claim, 'chunk'>) => Buffer.from(chunk).toString('base64');

const moduli = z.object({
  cases: z.array(z.object({ x: z.array(z.number()), modulus: z.number(), proof_base64: z.string() })),
});
const twoWords = z.object({
  blocks: z.array(
    z.object({
      ...{ seed: z.number(), T: z.number(), D: z.number(), mode: z.string() },
      topk: z.number(),
      proof_base64: z.string(),
    }),
  ),
});

describe('buildChunk', () => {
  it('finds the modulus and the polynomial that the reference finds', () => {
    const file = moduli.parse(vectorFiles.find(({ name }) => name.startsWith('02'))?.content);
    let checked = 0;
    for (const { x, modulus, proof_base64 } of file.cases) {
      const found = findModulus(x);
      // The reference goes below what a judge takes.
      if (modulus <= 32_768) {
        expect(found).to.equal(null);
        continue;
      }
      expect(found).to.equal(modulus);
      const ys = x.map((_, i) => (i * 131 + 17) % 65_497);
      const first = interpolate(
        x.map((index) => index % modulus),
        ys,
      );
      expect(base64({ chunk: encodeChunk({ modulus, first }) })).to.equal(proof_base64);
      checked += 1;
    }
    expect(checked).to.be.greaterThan(3);
  });

  it('gives the bytes of the reference for its activations, unless it chose among equals by accident', () => {
    const chunks = readBlockChunks().filter(({ name, hasTie }) => name.endsWith('itself chunk 0') && !hasTie);
    expect(chunks.length).to.be.greaterThan(2);
    for (const { name, claim, patterns } of chunks) {
      const values = Float32Array.from(patterns, fromBf16);
      expect(base64(buildChunk(values, claim)), name).to.equal(base64(claim));
    }
  });

  it('gives the bytes of two-word chunks', () => {
    const file = twoWords.parse(vectorFiles.find(({ name }) => name.startsWith('08'))?.content);
    for (const block of file.blocks) {
      const made = buildChunk(makeActivations(block), { k: block.topk, isTwoWord: true });
      expect(base64(made)).to.equal(block.proof_base64);
    }
  });

  it('makes chunks that their own values satisfy and that no judge refuses', () => {
    const values = makeActivations({ seed: 5, T: 4, D: 96, mode: 'plain' });
    for (const isTwoWord of [false, true]) {
      const claim = buildChunk(values, { k: 32, isTwoWord });
      expect(faultOf(claim)).to.equal(null);
      expect(evaluate(claim, 3).hi).to.be.below(65_497);
    }
    const patterns = Array.from(values, (value) => (new Uint32Array(new Float32Array([value]).buffer)[0] ?? 0) >>> 16);
    const rounded = Float32Array.from(patterns, fromBf16);
    const claim = buildChunk(rounded, { k: 32, isTwoWord: false });
    expect(judge(claim, topPoints(patterns, 32))).to.include({ points: 32, mismatches: 0, errorSum: 0 });
  });

  it('refuses what is not finite, and fewer values than coefficients', () => {
    const build = (values: readonly number[]) => () =>
      buildChunk(Float32Array.from(values), { k: 4, isTwoWord: false });
    expect(build([1, 2, 3])).to.throw(UnprovableError);
    expect(build([1, 2, 3, Number.NaN, 5])).to.throw(UnprovableError);
    expect(build([1, 2, 3, Number.POSITIVE_INFINITY])).to.throw(UnprovableError);
  });
});
