import { expect } from 'chai';
import { network } from 'hardhat';
import { toHex } from 'viem';
import { z } from 'zod';
import { type Claim, evaluate, faultOf } from '../../../protocol/proofs/chunk.ts';
import { fromBits, toBf16 } from '../../../protocol/proofs/floats.ts';
import { judge, type Statistics } from '../../../protocol/proofs/judge.ts';
import { type Point, packPoints } from '../../../protocol/proofs/points.ts';
import { applyProfile, CHUNK_VERDICTS, type Profile } from '../../../protocol/proofs/profile.ts';
import { topK } from '../../../protocol/proofs/topK.ts';
import {
  readBlockChunks,
  readForged,
  toClaim,
  topPoints,
  type VectorChunk,
  vectorFiles,
} from '../../protocol/proofs/chunks.ts';
import { gainOf, gauss, mix32, noiseAt } from '../../protocol/proofs/generator.ts';
import { judgeAsReference } from '../../protocol/proofs/reference.ts';
import { readExampleChunks } from '../../protocol/proofs/repoExamples.ts';
import { readTwoWordChunks } from '../../protocol/proofs/twoWords.ts';

const { viem } = await network.create();
const judgeContract = await viem.deployContract('ProofJudge');
const client = await viem.getPublicClient();

const TWO_TO_32 = 2 ** 32;

/** The profiles that verification.md recommends for fp32 on a CPU. */
const ANY = { mismatches: 65_535, errorMean: TWO_TO_32 - 1, errorMedian: 255, relativeMedian: 2n ** 64n - 1n };
const ONE_WORD = {
  pass: { ...ANY, mismatches: 1, errorMean: 50, errorMedian: 0 },
  fail: { ...ANY, mismatches: 6, errorMean: 300, errorMedian: 0 },
};
const TWO_WORDS = {
  pass: { ...ANY, mismatches: 1, relativeMedian: 10_000n },
  fail: { ...ANY, relativeMedian: 100_000n },
};

const hex = (value: number, bytes: number) => value.toString(16).padStart(2 * bytes, '0');
const toArguments = ({ chunk, k, isTwoWord }: Claim, points: readonly Point[]) =>
  [toHex(chunk), isTwoWord ? 2 : 1, k, toHex(packPoints(points, isTwoWord))] as const;
const judgeOnChain = (claim: Claim, points: readonly Point[]) => judgeContract.read.judge(toArguments(claim, points));
const isFinite16 = (pattern: number) => (pattern & 0x7f80) !== 0x7f80;

/** Judges on chain and here, wants the same of both, and gives what the contract said. */
async function judgeTwice(claim: Claim, points: readonly Point[], name: string) {
  const found = await judgeOnChain(claim, points);
  expect(found, name).to.deep.equal(judge(claim, points));
  return found;
}

/** Applies a profile on chain and here, wants the same of both, and gives it. */
async function verdictTwice(statistics: Statistics, profile: Profile, name: string) {
  const found = CHUNK_VERDICTS[await judgeContract.read.verdict([statistics, profile])];
  expect(found, name).to.equal(applyProfile(statistics, profile));
  return found;
}

describe('ProofJudge', () => {
  describe('the vectors’ generator', () => {
    it('gives the check values', () => {
      const file = vectorFiles.find(({ name }) => name.startsWith('00'));
      const its = generatorFile.parse(file?.content);
      for (const { seed, ctr, u32 } of its.mix32) expect(mix32(seed, ctr)).to.equal(u32);
      for (const { seed, first8 } of its.gauss) {
        expect(first8.map((_, index) => gauss(seed, index))).to.deep.equal(first8);
      }
      for (const { seed, D, channels_x64, channels_x8 } of its.gains_outlier) {
        const gains = Array.from({ length: D }, (_, channel) => gainOf(seed, channel, 'outlier'));
        const having = (gain: number) => gains.flatMap((it, channel) => (it === gain ? [channel] : []));
        expect([having(64), having(8)]).to.deep.equal([channels_x64, channels_x8]);
      }
      for (const { seed, first4 } of its.noise) expect(first4.map((_, at) => noiseAt(seed, at))).to.deep.equal(first4);
      for (const { f32_hex, bf16_hex } of its.bf16) {
        expect(hex(toBf16(fromBits(Number.parseInt(f32_hex, 16))), 2)).to.equal(bf16_hex);
      }
    });
  });

  it('evaluates polynomials as the reference does, at their points and elsewhere', async () => {
    let checked = 0;
    for (const its of interpolations()) {
      const claim = { chunk: toChunk(its.coeffs), k: its.coeffs.length, isTwoWord: false };
      const xs = [...its.x, ...(its.probe ?? [])];
      const ys = [...its.y, ...(its.probe_y ?? [])].map((y) => y % 65_497);
      expect(xs.map((x) => evaluate(claim, x).hi)).to.deep.equal(ys);
      const points = sorted(xs.map((index, at) => ({ index, own: ys[at] ?? 0 })));
      const fault = faultOf(claim);
      if (fault) await refuses(claim, points, fault);
      else {
        for (const half of [points.slice(0, 256), points.slice(256)].filter(({ length }) => length > 0)) {
          const found = await judgeTwice(claim, half, 'interpolation');
          expect([found.mismatches, found.errorSum]).to.deep.equal([0, 0]);
        }
        checked += 1;
      }
    }
    expect(checked).to.be.greaterThan(9);
  });

  it('reduces indices by the modulus of the chunk', async () => {
    for (const { x, proof_base64 } of moduli()) {
      const claim = toClaim(proof_base64, x.length);
      const points = sorted(x.map((index, at) => ({ index, own: (at * 131 + 17) % 65_497 })));
      const fault = faultOf(claim);
      if (fault) {
        await refuses(claim, points, fault);
        continue;
      }
      const found = await judgeTwice(claim, points, `modulus for ${x.slice(0, 3)}`);
      expect([found.mismatches, found.errorSum], `modulus for ${x.slice(0, 3)}`).to.deep.equal([0, 0]);
    }
  });

  describe('chunks of the reference', () => {
    const chunks: readonly VectorChunk[] = [...readExampleChunks(), ...readBlockChunks()];

    it('are all there', () => expect(chunks.length).to.be.greaterThan(120));

    it('get the same judgement on chain, here, and from the reference', async () => {
      let equal = 0;
      for (const { name, claim, patterns, hasTie, cpp, python } of chunks) {
        const points = topPoints(patterns, claim.k);
        const fault = faultOf(claim);
        if (fault) {
          await refuses(claim, points, fault);
          continue;
        }
        const found = await judgeTwice(claim, points, name);
        const reference = judgeAsReference(claim, points);
        expect(found.mismatches - reference.mismatches, name).to.equal(reference.signFlips);
        const { mismatches, mean, medianCpp, medianPython } = reference;
        const first = cpp ?? python;
        if (hasTie) {
          // The reference chooses among tied positions by accident of its partial sort.
          expect(Math.abs(mismatches - (first?.[0] ?? 0)), name).to.be.at.most(topK(patterns, claim.k).tied);
          continue;
        }
        if (cpp) expect([mismatches, mean, medianCpp], name).to.deep.equal(cpp);
        if (python) expect([mismatches, mean, medianPython], name).to.deep.equal(python);
        equal += 1;
      }
      expect(equal).to.be.greaterThan(100);
    });

    it('count every flipped sign as a mismatch', async () => {
      for (const { name, claim, patterns } of chunks.filter((it) => !faultOf(it.claim))) {
        const flipped = topPoints(patterns, claim.k).map(({ index, own }) => ({ index, own: own ^ 0x8000 }));
        const found = await judgeTwice(claim, flipped, name);
        const { mismatches } = judgeAsReference(claim, topPoints(patterns, claim.k));
        expect(found.mismatches, name).to.be.at.least(claim.k - mismatches);
      }
    });
  });

  it('judges two words by the relative error', async () => {
    const chunks = readTwoWordChunks();
    expect(chunks.length).to.be.greaterThan(11);
    for (const { name, claim, check, inside, all } of chunks) {
      const found = await judgeTwice(claim, inside, name);
      expect([found.points, found.mismatches], name).to.deep.equal([check.kept, check.sign_exponent_mismatches]);
      expect(Number(found.relativeMedianHigh), name).to.equal(Math.floor(check.median_rel_err * 1e9));
      await judgeTwice(claim, all, name);
      const verdict = await verdictTwice(found, TWO_WORDS, name);
      const expected = check.eps <= 1e-5 ? 'PASS' : check.eps <= 1e-4 ? 'INCONCLUSIVE' : 'FAIL';
      expect(verdict, name).to.equal(expected);
    }
  });

  it('lets no forged chunk pass', async () => {
    const forged = readForged();
    expect(forged.length).to.be.greaterThan(2);
    for (const { name, claim, patterns, expect: wanted } of forged) {
      const points = topPoints(patterns, 128);
      const fault = faultOf(claim);
      if (fault) await refuses(claim, points, fault);
      else {
        const verdict = await verdictTwice(await judgeTwice(claim, points, name), ONE_WORD, name);
        expect(verdict === 'PASS' ? 'accept' : 'reject', name).to.equal(wanted);
      }
      if (fault) expect(wanted, name).to.equal('reject');
    }
  });

  describe('gas of a whole transaction', () => {
    const twoWords = readTwoWordChunks().find((it) => it.claim.k === 128);
    const oneWord = readBlockChunks().find((it) => it.claim.k === 128);
    const cases = [
      { name: 'one word', claim: oneWord?.claim, points: oneWord ? topPoints(oneWord.patterns, 128) : [] },
      { name: 'two words', claim: twoWords?.claim, points: twoWords?.all ?? [] },
    ];
    for (const { name, claim, points } of cases) {
      for (const [count, ceiling] of [
        [32, 450_000],
        [128, 1_500_000],
      ] as const) {
        it(`is at most ${ceiling} for ${count} points in ${name}`, async function () {
          expect(claim?.k).to.equal(128);
          if (!claim) return;
          const gas = await client.estimateContractGas({
            ...judgeContract,
            functionName: 'judge',
            args: toArguments(claim, points.slice(0, count)),
          });
          this.test!.title += ` (${gas})`;
          expect(Number(gas)).to.be.at.most(ceiling);
        });
      }
    }
  });
});

async function refuses(claim: Claim, points: readonly Point[], error: string): Promise<void> {
  await viem.assertions.revertWithCustomError(judgeOnChain(claim, points), judgeContract, error as 'ChunkConstant');
}

/** Points in ascending order, without those whose value is no finite number. */
const sorted = (points: readonly Point[]) =>
  points.filter(({ own }) => isFinite16(own)).toSorted((a, b) => a.index - b.index);

const toChunk = (coefficients: readonly number[]) =>
  new Uint8Array([65_497, ...coefficients].flatMap((it) => [it >> 8, it & 255]));

const generatorFile = z.object({
  mix32: z.array(z.object({ seed: z.number(), ctr: z.number(), u32: z.number() })),
  gauss: z.array(z.object({ seed: z.number(), first8: z.array(z.number()) })),
  gains_outlier: z.array(
    z.object({ seed: z.number(), D: z.number(), channels_x64: z.array(z.number()), channels_x8: z.array(z.number()) }),
  ),
  noise: z.array(z.object({ seed: z.number(), first4: z.array(z.number()) })),
  bf16: z.array(z.object({ f32_hex: z.string(), bf16_hex: z.string() })),
});

const interpolation = z.object({
  x: z.array(z.number()),
  y: z.array(z.number()),
  coeffs: z.array(z.number()),
  probe: z.array(z.number()).optional(),
  probe_y: z.array(z.number()).optional(),
});

const modulus = z.object({ x: z.array(z.number()), modulus: z.number(), proof_base64: z.string() });

function cases<T>(schema: z.ZodType<T>): readonly T[] {
  return vectorFiles.flatMap(({ content }) => {
    const all = (content as { cases?: readonly unknown[] }).cases ?? [];
    return all.flatMap((it) => {
      const parsed = schema.safeParse(it);
      return parsed.success ? [parsed.data] : [];
    });
  });
}

const interpolations = () => cases(interpolation);
const moduli = () => cases(modulus);
