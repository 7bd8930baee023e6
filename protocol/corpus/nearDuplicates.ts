import { compareText } from '../compareText.ts';
import { atOnce, type Steps } from '../steps.ts';
import { createGroups } from './groups.ts';
import { bandKeys, comparing, shingling, sketching } from './shingles.ts';

/** Jaccard similarity of shingles from which two texts count as one, in basis points: less than one word in 16 is another. */
const NEAR_DUPLICATE_BP = 7_000;
/** From here on they resemble each other, with up to one other word in five: what was trained on one says little about the other. */
const SIMILAR_BP = 3_000;

const BAND_TEXTS = 32;

/** Where a deposit stands in time: the block whose head first held it, then its log and place in it. */
export type Anchor = { readonly block: number; readonly logId: number; readonly position: number };

/** A text with its place in time. */
export type AnchoredText = { readonly id: string; readonly anchor: Anchor; readonly text: string };

/** A deposit that repeats an earlier one. */
export type NearDuplicate = { readonly id: string; readonly of: string; readonly similarityBp: number };

/** What texts have in common. */
export type Resemblances = {
  /** Each names the earlier text that it repeats. */
  readonly nearDuplicates: readonly NearDuplicate[];
  /** Pairs of other texts that resemble each other less; no more of them than join all that belong together. */
  readonly similar: readonly NearDuplicate[];
};

/** Earlier first: by block, then log, then place, which differ for any two deposits. */
export function compareAnchors(a: Anchor, b: Anchor): number {
  return a.block - b.block || a.logId - b.logId || a.position - b.position;
}

/**
 * Finds texts that repeat or resemble an earlier text. Time is that of the chain, so a copy never displaces what it was
 * copied from, whichever log it went to. The earliest of a group of near-duplicates survives; every other one names the
 * survivor it was compared with. Both lists are sorted.
 */
export function findResemblances(texts: readonly AnchoredText[]): Resemblances {
  return atOnce(findingResemblances(texts));
}

/** Does the same in small steps. */
export function* findingResemblances(texts: readonly AnchoredText[]): Steps<Resemblances> {
  const ordered = [...texts].sort((a, b) => compareAnchors(a.anchor, b.anchor) || compareText(a.id, b.id));
  const survivors = new Map<string, ReadonlySet<number>>();
  const bands = new Map<string, string[]>();
  const nearDuplicates: NearDuplicate[] = [];
  const similar: NearDuplicate[] = [];
  const groups = createGroups();
  for (const { id, text } of ordered) {
    const shingles = yield* shingling(text);
    const keys = bandKeys(yield* sketching(shingles));
    const candidates = [...new Set(keys.flatMap((key) => bands.get(key) ?? []))];
    const alike = (yield* comparingWith(shingles, candidates, survivors)).map((found) => ({ id, ...found }));
    const [closest] = alike;
    if (closest && closest.similarityBp >= NEAR_DUPLICATE_BP) {
      nearDuplicates.push(closest);
      continue;
    }
    similar.push(...alike.filter(({ of }) => groups.join(id, of)));
    survivors.set(id, shingles);
    for (const key of keys) {
      const band = bands.get(key) ?? [];
      // Those that came first stand for the rest, so that many texts of one mould cost no more than time in proportion.
      if (band.length < BAND_TEXTS) bands.set(key, [...band, id]);
    }
  }
  const sorted = (found: NearDuplicate[]) => found.sort((a, b) => compareText(a.id, b.id) || compareText(a.of, b.of));
  return { nearDuplicates: sorted(nearDuplicates), similar: sorted(similar) };
}

/** Those of the candidates that a text resembles, closest first. */
function* comparingWith(
  shingles: ReadonlySet<number>,
  candidates: readonly string[],
  survivors: ReadonlyMap<string, ReadonlySet<number>>,
): Steps<readonly { readonly of: string; readonly similarityBp: number }[]> {
  const alike: { readonly of: string; readonly similarityBp: number }[] = [];
  for (const of of candidates) {
    const similarityBp = yield* comparing(shingles, survivors.get(of) ?? new Set());
    if (similarityBp >= SIMILAR_BP) alike.push({ of, similarityBp });
  }
  return alike.sort((a, b) => b.similarityBp - a.similarityBp || compareText(a.of, b.of));
}
