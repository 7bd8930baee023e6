import { byteAlphabet } from '../models/decoder/byteAlphabet.ts';

/** Splits text into the pieces that merges may not cross: the pattern of GPT-2. */
const PIECE = /'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;
/** Pairs of token ids share one number; ids stay below this. */
const PAIR_BASE = 65536;

/** A trained byte-level vocabulary: tokens by id, and the merges that made them, in order. */
export type BytePairs = {
  readonly vocabulary: readonly string[];
  readonly merges: readonly (readonly [string, string])[];
};

/** Learns a byte-level byte-pair vocabulary. The same text gives the same result: ties go to the smaller pair of ids. */
export function trainBytePairs(text: string, size: number, specialTokens: readonly string[]): BytePairs {
  const alphabet = byteAlphabet();
  const vocabulary = [...specialTokens, ...alphabet.toSorted()];
  const idOfByte = alphabet.map((character) => vocabulary.indexOf(character, specialTokens.length));
  const words = countPieces(text).map(([piece, count]) => ({
    ids: [...Buffer.from(piece)].map((byte) => idOfByte[byte] as number),
    count,
  }));
  const index = createPairIndex();
  for (const [at, word] of words.entries()) index.addWord(word.ids, word.count, at);

  const merges: [string, string][] = [];
  while (vocabulary.length < size) {
    const best = index.mostFrequent();
    if (best === undefined) break;
    const [left, right] = [Math.floor(best / PAIR_BASE), best % PAIR_BASE];
    const merged = vocabulary.length;
    const pair: [string, string] = [vocabulary[left] as string, vocabulary[right] as string];
    vocabulary.push(pair.join(''));
    merges.push(pair);
    for (const at of index.wordsWith(best)) {
      const word = words[at] as { ids: number[]; count: number };
      index.removeWord(word.ids, word.count);
      word.ids = mergePair(word.ids, { left, right, merged });
      index.addWord(word.ids, word.count, at);
    }
    index.forget(best);
  }
  return { vocabulary, merges };
}

function countPieces(text: string): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const [piece] of text.matchAll(PIECE)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return [...counts];
}

function mergePair(
  ids: readonly number[],
  { left, right, merged }: { readonly left: number; readonly right: number; readonly merged: number },
): number[] {
  const result: number[] = [];
  for (let at = 0; at < ids.length; at++) {
    const isPair = ids[at] === left && ids[at + 1] === right;
    result.push(isPair ? merged : (ids[at] as number));
    if (isPair) at++;
  }
  return result;
}

function createPairIndex() {
  const counts = new Map<number, number>();
  const words = new Map<number, Set<number>>();
  const forEachPair = (ids: readonly number[], visit: (pair: number) => void) => {
    for (let at = 0; at + 1 < ids.length; at++) visit((ids[at] as number) * PAIR_BASE + (ids[at + 1] as number));
  };
  return {
    addWord: (ids: readonly number[], count: number, at: number): void =>
      forEachPair(ids, (pair) => {
        counts.set(pair, (counts.get(pair) ?? 0) + count);
        const holders = words.get(pair) ?? new Set();
        words.set(pair, holders.add(at));
      }),
    removeWord: (ids: readonly number[], count: number): void =>
      forEachPair(ids, (pair) => counts.set(pair, (counts.get(pair) ?? 0) - count)),
    wordsWith: (pair: number): readonly number[] => [...(words.get(pair) ?? [])],
    forget: (pair: number): void => {
      counts.delete(pair);
      words.delete(pair);
    },
    mostFrequent: (): number | undefined => {
      let best: number | undefined;
      let most = 1;
      for (const [pair, count] of counts) {
        if (count > most || (count === most && best !== undefined && pair < best)) [best, most] = [pair, count];
      }
      return best;
    },
  };
}
