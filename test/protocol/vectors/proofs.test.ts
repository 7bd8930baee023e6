import { expect } from 'chai';
import { AbiCoder, getBytes, keccak256 } from 'ethers';
import { parentOf, standardLeaf, standardRoot } from './plainTrees.ts';
import { readVector } from './readVector.ts';

type Statistics = {
  readonly points: number;
  readonly mismatches: number;
  readonly errorSum: number;
  readonly errorMedianLow: number;
  readonly errorMedianHigh: number;
  readonly relativeMedianLow: string;
  readonly relativeMedianHigh: string;
};
type Limits = {
  readonly mismatches: number;
  readonly errorMean: number;
  readonly errorMedian: number;
  readonly relativeMedian: string;
};
type Profile = { readonly pass: Limits; readonly fail: Limits };
type Judged = {
  readonly isTwoWord: boolean;
  readonly chunk: string;
  readonly own: readonly number[];
  readonly top: readonly number[];
  readonly points: string;
  readonly statistics: Statistics;
  readonly verdict: string;
};
type Proofs = {
  readonly activations: readonly number[];
  readonly k: number;
  readonly profiles: { readonly oneWord: Profile; readonly twoWords: Profile };
  readonly judged: readonly Judged[];
  readonly faults: readonly { readonly chunk: string; readonly k: number; readonly fault: string | null }[];
  readonly tree: {
    readonly chunks: readonly {
      readonly chunk: string;
      readonly isTwoWord: boolean;
      readonly points: readonly { readonly index: number; readonly own: number }[];
      readonly leaf: string;
      readonly path: readonly string[];
      readonly pointLeaves: readonly string[];
      readonly lastPath: readonly string[];
    }[];
    readonly root: string;
    readonly draws: readonly {
      readonly seed: string;
      readonly receiptLeaf: string;
      readonly chunk: number;
      readonly points: number;
      readonly ranks: readonly number[];
    }[];
  };
};

const FIELD = 65_497n;
const { activations, k, profiles, judged, faults, tree } = readVector<Proofs>('proofs');

const wordsOf = (hex: string) => (hex.slice(2).match(/.{4}/g) ?? []).map((word) => BigInt(`0x${word}`));
const toFloat = (bits: number) => new Float32Array(Uint32Array.of(bits).buffer)[0] as number;
/** To the nearest bf16: of the two around, the one that is closer; in the middle the even one. */
const toBf16 = (bits: number) => {
  const [low, high] = [Math.floor(bits / 65_536), Math.floor(bits / 65_536) + 1];
  const [below, above] = [bits - low * 65_536, high * 65_536 - bits];
  return below < above || (below === above && low % 2 === 0) ? low : high;
};
/** Value of a polynomial, power by power. */
const valueAt = (coefficients: readonly bigint[], x: bigint) =>
  Number(coefficients.reduce((total, coefficient, power) => total + coefficient * x ** BigInt(power), 0n) % FIELD);

function claimAt({ chunk, isTwoWord }: Judged, index: number) {
  const [modulus = 1n, ...words] = wordsOf(chunk);
  const x = BigInt(index) % modulus;
  return { hi: valueAt(words.slice(0, k), x), lo: isTwoWord ? valueAt(words.slice(k), x) : 0 };
}

const magnitude = (bits: number) => toBf16(bits) % 32_768;
const ranked = (bits: readonly number[]) =>
  bits.map((_, i) => i).sort((a, b) => magnitude(bits[b] ?? 0) - magnitude(bits[a] ?? 0) || a - b);

describe('golden vectors: proofs', () => {
  it('chunks go through the largest activations, under the largest modulus that keeps them apart', () => {
    const top = ranked(activations).slice(0, k);
    for (const one of judged) {
      expect(wordsOf(one.chunk)[0]).to.equal(FIELD);
      for (const index of top) {
        const bits = activations[index] as number;
        const { hi, lo } = claimAt(one, index);
        expect(hi).to.equal(toBf16(bits));
        if (one.isTwoWord) expect(hi * 65_536 + lo - 32_768).to.equal(bits);
      }
    }
  });

  it('points are the largest of the judge’s own values, beyond the guard band', () => {
    for (const { own, top, points, isTwoWord } of judged) {
      const largest = ranked(own).slice(0, k);
      expect([...largest].sort((a, b) => a - b)).to.deep.equal(top);
      const boundary = magnitude(own[largest.at(-1) ?? 0] ?? 0);
      const inside = (margin: number) => top.filter((index) => magnitude(own[index] ?? 0) >= boundary + margin);
      const chosen = inside(2).length >= k / 2 ? inside(2) : inside(1);
      expect(pointsOf(points, isTwoWord)).to.deep.equal(
        chosen.map((index) => ({ index, own: isTwoWord ? own[index] : toBf16(own[index] ?? 0) })),
      );
    }
  });

  for (const [i, one] of judged.entries()) {
    it(`judges ${i}: ${one.verdict}`, () => {
      const statistics = count(one);
      expect(statistics).to.deep.equal(one.statistics);
      expect(decide(statistics, one.isTwoWord ? profiles.twoWords : profiles.oneWord)).to.equal(one.verdict);
    });
  }

  it('tree: leaves, root and paths follow from the ABI encoding alone', () => {
    const [ofChunk, ofPoint] = [
      ['uint8', 'uint32', 'uint8', 'uint16', 'uint16', 'bytes32'],
      ['uint8', 'uint32', 'uint16', 'uint32', 'uint32'],
    ];
    const leaves = tree.chunks.flatMap(({ chunk, isTwoWord, points, leaf, pointLeaves }, number) => {
      const made = standardLeaf(ofChunk, [1, number, isTwoWord ? 2 : 1, k, points.length, keccak256(chunk)]);
      const values = points.map(({ index, own }, rank) => standardLeaf(ofPoint, [2, number, rank, index, own]));
      expect([made, ...values]).to.deep.equal([leaf, ...pointLeaves]);
      expect(points.every(({ index }, rank) => rank === 0 || index > (points[rank - 1]?.index ?? 0))).to.equal(true);
      return [made, ...values];
    });
    expect(standardRoot(leaves)).to.equal(tree.root);
    for (const { leaf, path, pointLeaves, lastPath } of tree.chunks) {
      expect(path.reduce(parentOf, leaf)).to.equal(tree.root);
      expect(lastPath.reduce(parentOf, pointLeaves.at(-1) ?? '')).to.equal(tree.root);
    }
  });

  it('tree: the seed draws 32 points, or all', () => {
    const hash = (...words: readonly unknown[]) =>
      keccak256(AbiCoder.defaultAbiCoder().encode(['bytes32', 'bytes32', 'uint256'].slice(3 - words.length), words));
    for (const { seed, receiptLeaf, chunk, points, ranks } of tree.draws) {
      const own = hash(seed, receiptLeaf, chunk);
      const drawn = new Set<number>();
      for (let i = 0; drawn.size < Math.min(32, points); i += 1)
        drawn.add(Number(BigInt(hash(own, i)) % BigInt(points)));
      expect([...drawn].sort((a, b) => a - b)).to.deep.equal(ranks);
    }
  });

  it('hold every verdict, and every fault of a chunk', () => {
    expect(new Set(judged.map(({ verdict }) => verdict)).size).to.equal(3);
    const names = faults.map(({ fault }) => fault);
    expect(new Set(names).size).to.equal(names.length);
    for (const { chunk, k: size, fault } of faults) {
      const [modulus = 0n, ...words] = wordsOf(chunk);
      const isSound =
        size > 1 &&
        words.length === size &&
        modulus > 32_768n &&
        modulus <= FIELD &&
        words.every((word) => word < FIELD);
      expect(fault === null).to.equal(isSound && words.slice(1).some((word) => word > 0n));
    }
  });
});

function pointsOf(packed: string, isTwoWord: boolean) {
  const bytes = getBytes(packed);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = isTwoWord ? 8 : 6;
  return Array.from({ length: bytes.length / length }, (_, i) => ({
    index: view.getUint32(i * length),
    own: isTwoWord ? view.getUint32(i * length + 4) : view.getUint16(i * length + 4),
  }));
}

function count(one: Judged): Statistics {
  const errors: number[] = [];
  const relatives: bigint[] = [];
  const points = pointsOf(one.points, one.isTwoWord);
  for (const { index, own } of points) {
    const { hi, lo } = claimAt(one, index);
    const pattern = one.isTwoWord ? toBf16(own) : own;
    if (Math.floor(hi / 128) !== Math.floor(pattern / 128)) continue;
    errors.push(Math.abs((hi % 128) - (pattern % 128)));
    relatives.push(one.isTwoWord ? distance(toFloat(hi * 65_536 + lo - 32_768), toFloat(own)) : 0n);
  }
  errors.sort((a, b) => a - b);
  relatives.sort((a, b) => Number(a - b));
  const [low, high] = [(errors.length - 1) >> 1, errors.length >> 1];
  return {
    points: points.length,
    mismatches: points.length - errors.length,
    errorSum: errors.reduce((total, error) => total + error, 0),
    errorMedianLow: errors[low] ?? 0,
    errorMedianHigh: errors[high] ?? 0,
    relativeMedianLow: `${relatives[low] ?? 0}`,
    relativeMedianHigh: `${relatives[high] ?? 0}`,
  };
}

/** Parts per billion, rounded down; a double holds every fp32, and its difference to one near it, exactly. */
function distance(claimed: number, own: number): bigint {
  const scale = 2 ** 149;
  return (BigInt(Math.abs(claimed - own) * scale) * 1_000_000_000n) / BigInt(Math.abs(own) * scale);
}

function decide(statistics: Statistics, { pass, fail }: Profile): string {
  const isBeyond = (limits: Limits) =>
    statistics.mismatches > limits.mismatches ||
    statistics.errorSum / (statistics.points - statistics.mismatches) > limits.errorMean / 1_000 ||
    statistics.errorMedianHigh > limits.errorMedian ||
    BigInt(statistics.relativeMedianHigh) > BigInt(limits.relativeMedian);
  if (statistics.mismatches === statistics.points || isBeyond(fail)) return 'FAIL';
  return isBeyond(pass) ? 'INCONCLUSIVE' : 'PASS';
}
