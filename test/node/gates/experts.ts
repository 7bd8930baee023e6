import { setTimeout as sleep } from 'node:timers/promises';
import { CID } from 'multiformats/cid';
import { keccak256, toHex } from 'viem';
import { createDecoderExpert, type Generator } from '../../../node/experts/kinds/decoder.ts';
import { createRetrievalExpert } from '../../../node/experts/kinds/retrieval.ts';
import { declareCentroids } from '../../../protocol/embedding/centroids.ts';

export const someList = CID.parse('bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy');

const WORDS = ['river', 'stone', 'lamp', 'bread', 'loom', 'ferry', 'pear', 'mill'];

/** Words that a prompt and its answer may have together. */
export const CONTEXT = 64;

export type Habits = {
  /** Called before each token; may wait or throw. */
  readonly before?: (index: number, signal: AbortSignal | undefined) => Promise<void>;
};

/** A generator whose words follow from the text so far and the seed alone, as a model's would. */
export function createGenerator({ before }: Habits = {}): Generator {
  return {
    context: CONTEXT,
    fitPrompt: (prompt, maxTokens) => {
      const tokens = prompt.split(/\s+/u).filter((word) => word !== '');
      const room = CONTEXT - tokens.length;
      return room > 0 ? { tokens, maxTokens: Math.min(maxTokens, room) } : null;
    },
    generate: async function* ({ prompt, maxTokens, seed, signal }) {
      let text = prompt;
      for (let i = 0; i < maxTokens; i += 1) {
        await before?.(i, signal);
        signal?.throwIfAborted();
        const digest = keccak256(toHex(`${seed} ${text}`));
        const token = Number.parseInt(digest.slice(2, 6), 16) % WORDS.length;
        const piece = `${WORDS[token]} `;
        text += piece;
        yield { token, text: piece, logprob: -1 };
      }
    },
  };
}

const hash = (name: string) => keccak256(toHex(name));

/** A decoder version; `model` names its base, so that two with the same name serve the same model. */
export function decoder(model: string, habits: Habits = {}) {
  return createDecoderExpert(createGenerator(habits), {
    base: hash(model),
    tokenizer: hash('words'),
    runtimeClass: 'test/1',
  });
}

/** A retrieval version over texts, with its centroids. */
export function retrieval(register: string, texts: readonly { id: string; text: string }[]) {
  const version = createRetrievalExpert(texts, { domain: register, corpus: { logs: [], list: someList } });
  return { version, centroids: declareCentroids(texts.map(({ text }) => text)) };
}

export const slow = (milliseconds: number): Habits => ({
  before: async (_, signal) => {
    await sleep(milliseconds, undefined, { signal, ref: false } as object);
  },
});
