import { concat, type Hex, numberToHex } from 'viem';
import type { Figure } from '../figure.ts';
import type { GasChain } from './chain.ts';
import type { Commons } from './members.ts';
import { row } from './row.ts';

const FIELD = 65_497;
const COEFFICIENTS = 128;
const CEILINGS = [
  [32, 450_000],
  [128, 1_500_000],
] as const;

/** Judges 32 and 128 points of a chunk of 128 coefficients in both variants; nearly all points match, which costs most. */
export async function measureJudging(chain: GasChain, commons: Commons): Promise<readonly Figure[]> {
  const from = chain.accounts[0] ?? '0x';
  const figures: Figure[] = [];
  for (const variant of [1, 2] as const) {
    const words = Array.from({ length: variant }, (_, i) => makePolynomial(i + 1));
    const chunk = concat([numberToHex(FIELD, { size: 2 }), ...words.flat().map((it) => numberToHex(it, { size: 2 }))]);
    for (const [points, ceiling] of CEILINGS) {
      const args = [chunk, variant, COEFFICIENTS, openPoints(words, points)];
      const gas = await chain.send({ from, to: commons.proofJudge, name: 'judge', args });
      figures.push(row(`judge ${points} points, ${variant === 1 ? 'one word' : 'two words'}`, gas, { ceiling }));
    }
  }
  return figures;
}

function makePolynomial(seed: number): readonly number[] {
  return Array.from({ length: COEFFICIENTS }, (_, i) => (Math.imul(i + 7, 40_503 * seed) >>> 8) % FIELD);
}

/** Ascending points whose own value is what the polynomials claim there, or a finite number where that is none. */
function openPoints(words: readonly (readonly number[])[], count: number): Hex {
  const [high = [], low] = words;
  const points = Array.from({ length: count }, (_, i) => {
    const index = i * 509 + 3;
    const claimed = evaluate(high, index);
    const pattern = (claimed & 0x7f80) === 0x7f80 ? 0x3f80 : claimed;
    const own = low === undefined ? pattern : (pattern * 0x1_0000 + (evaluate(low, index) % 0x7f00)) >>> 0;
    return concat([numberToHex(index, { size: 4 }), numberToHex(own, { size: low === undefined ? 2 : 4 })]);
  });
  return concat(points);
}

function evaluate(coefficients: readonly number[], index: number): number {
  const x = index % FIELD;
  return coefficients.reduceRight((sum, it) => (sum * x + it) % FIELD, 0);
}
