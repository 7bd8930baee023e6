import { compareText } from '../compareText.ts';
import { bandKeys, jaccardBp, shingle, sketch } from './minhash.ts';

/** Word 5-gram Jaccard similarity from which two texts count as one, in basis points. */
const NEAR_DUPLICATE_BP = 7_000;

/** A text with its place in time. */
export type PositionedText = {
  readonly id: string;
  /** Smallest index at which a log holds the deposit. */
  readonly position: number;
  readonly text: string;
};

/** A deposit that repeats an earlier one. */
export type NearDuplicate = { readonly id: string; readonly of: string; readonly similarityBp: number };

/**
 * Finds texts that repeat an earlier text (smallest log position, then identifier). The earliest of a group survives;
 * every other one names the survivor it was compared with. The result is sorted by identifier.
 */
export function findNearDuplicates(texts: readonly PositionedText[]): NearDuplicate[] {
  const ordered = [...texts].sort((a, b) => a.position - b.position || compareText(a.id, b.id));
  const survivors = new Map<string, ReadonlySet<number>>();
  const bands = new Map<string, string[]>();
  const duplicates: NearDuplicate[] = [];
  for (const { id, text } of ordered) {
    const shingles = shingle(text);
    const keys = bandKeys(sketch(shingles));
    const candidates = [...new Set(keys.flatMap((key) => bands.get(key) ?? []))];
    const closest = findClosest(shingles, candidates, survivors);
    if (closest) {
      duplicates.push({ id, ...closest });
      continue;
    }
    survivors.set(id, shingles);
    for (const key of keys) {
      const band = bands.get(key);
      if (band) band.push(id);
      else bands.set(key, [id]);
    }
  }
  return duplicates.sort((a, b) => compareText(a.id, b.id));
}

function findClosest(
  shingles: ReadonlySet<number>,
  candidates: readonly string[],
  survivors: ReadonlyMap<string, ReadonlySet<number>>,
): { of: string; similarityBp: number } | undefined {
  return candidates
    .map((of) => ({ of, similarityBp: jaccardBp(shingles, survivors.get(of) ?? new Set()) }))
    .filter(({ similarityBp }) => similarityBp >= NEAR_DUPLICATE_BP)
    .sort((a, b) => b.similarityBp - a.similarityBp || compareText(a.of, b.of))[0];
}
