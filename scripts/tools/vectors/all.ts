import { makeBlocks } from './blocks.ts';
import { makeCorpus } from './corpus.ts';
import { makeEmbedding } from './embedding.ts';
import { makeProofs } from './proofs.ts';
import { toJson } from './toJson.ts';
import { makeTrees } from './trees.ts';
import { makeTypedData } from './typedData.ts';
import { makeWork } from './work.ts';

/** Where the golden vectors lie. */
export const FOLDER = new URL('../../../protocol/vectors/', import.meta.url);

/** The text of every file of golden vectors, by name. The same code always makes the same. */
export async function makeVectors(): Promise<ReadonlyMap<string, string>> {
  const files = {
    blocks: makeBlocks(),
    corpus: makeCorpus(),
    embedding: makeEmbedding(),
    proofs: makeProofs(),
    trees: makeTrees(),
    typedData: await makeTypedData(),
    work: makeWork(),
  };
  return new Map(
    Object.entries(files).map(([name, value]) => [`${name}.json`, `${JSON.stringify(toJson(value), null, 1)}\n`]),
  );
}
