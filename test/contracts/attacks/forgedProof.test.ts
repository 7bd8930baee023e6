import { expect } from 'chai';
import { concat, type Hex, numberToHex, toHex } from 'viem';
import { faultOf } from '../../../protocol/proofs/chunk.ts';
import { type Point, packPoints } from '../../../protocol/proofs/points.ts';
import { readBlockChunks, readForged, topPoints, type VectorChunk } from '../../protocol/proofs/chunks.ts';
import { deployCommons, networkHelpers, refuses, viem } from '../commons.ts';

const ONE_WORD = 1;
const FIELD = 65_497;
const FAIL = 2;
const PASS = 1;
const ANY = { mismatches: 65_535, errorMean: 2 ** 32 - 1, errorMedian: 255, relativeMedian: 2n ** 64n - 1n };
/** For fp32 on a CPU, as verification.md recommends. */
const PROFILE = {
  pass: { ...ANY, mismatches: 1, errorMean: 50, errorMedian: 0 },
  fail: { ...ANY, mismatches: 6, errorMean: 300, errorMedian: 0 },
};

/** Claim an answer without computing it: chunks that fit everything, or nothing in particular. */
describe('Attack: forged proof chunks', () => {
  const honest = readBlockChunks().find(
    ({ name, claim }) => claim.k === 128 && !faultOf(claim) && name.endsWith('itself chunk 0'),
  ) as VectorChunk;
  const points = topPoints(honest.patterns, 128);

  const pack = (all: readonly Point[]): Hex => toHex(packPoints(all, false));
  const chunkOf = (modulus: number, coefficients: readonly number[]): Hex =>
    concat([modulus, ...coefficients].map((it) => numberToHex(it, { size: 2 })));

  async function open() {
    const { proofJudge: judge } = await deployCommons();
    const call = (chunk: Hex, k = 128, shown = points) => judge.read.judge([chunk, ONE_WORD, k, pack(shown)]);
    const verdict = async (chunk: Hex, shown = points) => judge.read.verdict([await call(chunk, 128, shown), PROFILE]);
    return { judge, call, verdict };
  }

  it('differ from an honest one, which passes', async () => {
    const { verdict } = await networkHelpers.loadFixture(open);
    expect(await verdict(toHex(honest.claim.chunk))).to.equal(PASS);
  });

  it('with one value for every index are refused', async () => {
    const { judge, call } = await networkHelpers.loadFixture(open);
    const constant = chunkOf(FIELD, [points[0]?.own ?? 0, ...Array<number>(127).fill(0)]);
    await refuses(call(constant), judge, 'ChunkConstant', []);
    await refuses(call(chunkOf(FIELD, Array<number>(128).fill(0))), judge, 'ChunkConstant', []);
  });

  it('that map all indices to few points are refused', async () => {
    const { judge, call } = await networkHelpers.loadFixture(open);
    const coefficients = Array<number>(128).fill(1);
    for (const modulus of [0, 1, 2, 128, 32_768, FIELD + 1, 65_535]) {
      await refuses(call(chunkOf(modulus, coefficients)), judge, 'ModulusInvalid', [modulus]);
    }
  });

  it('of another length than they say are refused', async () => {
    const { judge, call } = await networkHelpers.loadFixture(open);
    const whole = toHex(honest.claim.chunk);
    await refuses(call('0x'), judge, 'ChunkLengthInvalid', [0n, 258n]);
    await refuses(call(concat([whole, '0x00'])), judge, 'ChunkLengthInvalid', [259n, 258n]);
    await refuses(call(whole.slice(0, -2) as Hex), judge, 'ChunkLengthInvalid', [257n, 258n]);
    const huge = toHex(new Uint8Array(60_000).fill(1));
    await refuses(call(huge), judge, 'ChunkLengthInvalid', [60_000n, 258n]);
    await refuses(call(huge, 29_999), judge, 'CoefficientCountInvalid', [29_999]);
    await refuses(call(whole, 0), judge, 'CoefficientCountInvalid', [0]);
  });

  it('with coefficients outside the field are refused', async () => {
    const { judge, call } = await networkHelpers.loadFixture(open);
    const wild = chunkOf(FIELD, [1, FIELD, ...Array<number>(126).fill(1)]);
    await refuses(call(wild), judge, 'CoefficientInvalid', [1n, FIELD]);
  });

  it('fail when the signs are turned round, whose magnitudes all fit', async () => {
    const { call, verdict } = await networkHelpers.loadFixture(open);
    const flipped = points.map(({ index, own }) => ({ index, own: own ^ 0x8000 }));
    expect((await call(toHex(honest.claim.chunk), 128, flipped)).mismatches).to.equal(128);
    expect(await verdict(toHex(honest.claim.chunk), flipped)).to.equal(FAIL);
  });

  it('fail when they come from another answer, or carry changed coefficients', async () => {
    const { verdict } = await networkHelpers.loadFixture(open);
    const bent = honest.claim.chunk.slice();
    bent[3] = (bent[3] ?? 0) ^ 1;
    bent[101] = (bent[101] ?? 0) ^ 1;
    expect(await verdict(toHex(bent))).to.equal(FAIL);
    const random = chunkOf(
      FIELD,
      Array.from({ length: 128 }, (_, at) => (at * 40_503 + 7) % FIELD),
    );
    expect(await verdict(random)).to.equal(FAIL);
  });

  it('cannot be helped by points that count twice', async () => {
    const { judge, call } = await networkHelpers.loadFixture(open);
    const [first] = points as [Point];
    const twice = call(toHex(honest.claim.chunk), 128, [first, first]);
    await refuses(twice, judge, 'PointsUnordered', [1n, first.index, first.index]);
    await refuses(call(toHex(honest.claim.chunk), 128, []), judge, 'PointCountInvalid', [0n]);
  });

  it('of the vectors never pass', async () => {
    const { judge, call, verdict } = await networkHelpers.loadFixture(open);
    const forged = readForged();
    expect(forged.length).to.be.greaterThan(2);
    for (const { name, claim, patterns, expect: wanted } of forged) {
      const shown = topPoints(patterns, 128);
      const fault = faultOf(claim);
      if (fault) {
        const refused = call(toHex(claim.chunk), claim.k, shown);
        await viem.assertions.revertWithCustomError(refused, judge, fault as 'ChunkConstant');
      }
      const passed = !fault && (await verdict(toHex(claim.chunk), shown)) === PASS;
      expect(passed ? 'accept' : 'reject', name).to.equal(wanted);
    }
  });
});
