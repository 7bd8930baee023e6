import { toHex } from 'viem';
import { buildChunk } from '../../../protocol/proofs/buildChunk.ts';
import { type Claim, encodeChunk, faultOf } from '../../../protocol/proofs/chunk.ts';
import { toBf16, toBits } from '../../../protocol/proofs/floats.ts';
import { judge } from '../../../protocol/proofs/judge.ts';
import { packPoints } from '../../../protocol/proofs/points.ts';
import { applyProfile, type Profile } from '../../../protocol/proofs/profile.ts';
import {
  buildProofTree,
  chunkLeaf,
  drawRanks,
  type ProvenChunk,
  pointLeaf,
} from '../../../protocol/proofs/proofTree.ts';
import { guarded, topK } from '../../../protocol/proofs/topK.ts';
import { word } from './samples.ts';

const K = 16;
const WIDTH = 24;
const ANY = { mismatches: 65_535, errorMean: 2 ** 32 - 1, errorMedian: 255, relativeMedian: 2n ** 64n - 1n };

/** Thresholds for fp32 on a CPU. */
const PROFILES: Readonly<Record<'oneWord' | 'twoWords', Profile>> = {
  oneWord: {
    pass: { ...ANY, mismatches: 1, errorMean: 50, errorMedian: 0 },
    fail: { ...ANY, mismatches: 6, errorMean: 300, errorMedian: 0 },
  },
  twoWords: {
    pass: { ...ANY, mismatches: 1, relativeMedian: 10_000n },
    fail: { ...ANY, relativeMedian: 100_000n },
  },
};

/** Proof chunks built from activations, and what a judge says who computed a little else. */
export function makeProofs() {
  const values = activations(1);
  const judged = [false, true].flatMap((isTwoWord) =>
    [0, 1e-6, 3e-5, 2e-4, 0.02, 2].map((noise) => judgeOne(buildChunk(values, { k: K, isTwoWord }), noise)),
  );
  return {
    activations: bitsOf(values),
    k: K,
    profiles: PROFILES,
    judged,
    faults: makeFaults(),
    tree: makeTree(values),
  };
}

/** What a receipt's proofRoot commits to: a chunk of each form with its own top values, and which of them are drawn. */
function makeTree(values: Float32Array) {
  const patterns = Array.from(values, toBf16);
  const chunks = [false, true].map(
    (isTwoWord): ProvenChunk => ({
      claim: buildChunk(values, { k: K, isTwoWord }),
      points: topK(patterns, K).indices.map((index) => ({
        index,
        own: isTwoWord ? toBits(values[index] ?? 0) : (patterns[index] ?? 0),
      })),
    }),
  );
  const tree = buildProofTree(chunks);
  const draws = [1, 16, 32, 33, 200, 256].map((points) => {
    const of = { seed: word('audit seed'), receiptLeaf: word('receipt'), chunk: 1, points };
    return { ...of, ranks: drawRanks(of) };
  });
  return {
    chunks: chunks.map(({ claim, points }, number) => ({
      ...{ chunk: toHex(claim.chunk), isTwoWord: claim.isTwoWord, points },
      leaf: chunkLeaf(number, { claim, points }),
      path: tree.chunkPath(number),
      pointLeaves: points.map((point, rank) => pointLeaf(number, rank, point)),
      lastPath: tree.pointPath(number, points.length - 1),
    })),
    root: tree.root,
    draws,
  };
}

function judgeOne(claim: Claim, noise: number) {
  const own = activations(1, noise);
  const patterns = Array.from(own, toBf16);
  const points = guarded(patterns, K).map((index) => ({
    index,
    own: claim.isTwoWord ? toBits(own[index] ?? 0) : (patterns[index] ?? 0),
  }));
  const statistics = judge(claim, points);
  const verdict = applyProfile(statistics, claim.isTwoWord ? PROFILES.twoWords : PROFILES.oneWord);
  const { indices, boundary, tied } = topK(patterns, K);
  return {
    isTwoWord: claim.isTwoWord,
    chunk: toHex(claim.chunk),
    own: bitsOf(own),
    ...{ top: indices, boundary, tied },
    points: toHex(packPoints(points, claim.isTwoWord)),
    statistics,
    verdict,
  };
}

function makeFaults() {
  const first = [1, 2, 3, 4];
  const claims: readonly Claim[] = [
    { chunk: encodeChunk({ modulus: 65_497, first }), k: 4, isTwoWord: false },
    { chunk: encodeChunk({ modulus: 65_497, first }), k: 5, isTwoWord: false },
    { chunk: encodeChunk({ modulus: 32_768, first }), k: 4, isTwoWord: false },
    { chunk: encodeChunk({ modulus: 65_497, first: [1, 65_497] }), k: 2, isTwoWord: false },
    { chunk: encodeChunk({ modulus: 65_497, first: [1, 0] }), k: 2, isTwoWord: false },
    { chunk: encodeChunk({ modulus: 65_497, first: [1] }), k: 1, isTwoWord: false },
  ];
  return claims.map((claim) => ({ ...claim, chunk: toHex(claim.chunk), fault: faultOf(claim) }));
}

/** Numbers that look like activations and that fp32 holds exactly, with a noise relative to each. */
function activations(seed: number, noise = 0): Float32Array {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Float32Array.from({ length: 8 * WIDTH }, () => next() * 8 * (1 + noise * next()));
}

function bitsOf(values: Float32Array): readonly number[] {
  return Array.from(values, toBits);
}
