import { Tokenizer } from '@huggingface/tokenizers';
import { byteAlphabet } from './byteAlphabet.ts';

/** Turns text into token ids and back. */
export type TextTokenizer = {
  readonly encode: (text: string) => Int32Array;
  readonly decode: (ids: Iterable<number>) => string;
  /** The bytes that one token stands for; none for special tokens. */
  readonly bytesOf: (id: number) => Uint8Array;
  /** Bytes of the longest token: a text of n bytes has at least n divided by this. */
  readonly longest: number;
};

/** The part of a byte-level `tokenizer.json` that we read ourselves. */
export type TokenizerFile = {
  readonly added_tokens: readonly { readonly id: number }[];
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
};

/** Opens a byte-level tokenizer from the contents of `tokenizer.json` and `tokenizer_config.json`. */
export function createTokenizer(file: TokenizerFile, config: object): TextTokenizer {
  const tokenizer = new Tokenizer(file, config);
  const bytes = bytesOfTokens(file);
  const none = new Uint8Array();
  const bytesOf = (id: number) => bytes.get(id) ?? none;
  return {
    // Line by line, because the tokenizer's time grows faster than the length of its text.
    encode: (text) => Int32Array.from(text.split(/(?<=\n)(?=\S)/).flatMap((line) => tokenizer.encode(line).ids)),
    decode: (ids) => new TextDecoder().decode(Buffer.concat([...ids].map(bytesOf))),
    bytesOf,
    longest: [...bytes.values()].reduce((most, { length }) => Math.max(most, length), 1),
  };
}

/** The bytes that each token stands for; special tokens stand for none and are left out. */
export function bytesOfTokens({ added_tokens, model }: TokenizerFile): ReadonlyMap<number, Uint8Array> {
  const byteOf = new Map(byteAlphabet().map((character, byte) => [character, byte]));
  const bytes = new Map<number, Uint8Array>();
  for (const [token, id] of Object.entries(model.vocab)) {
    bytes.set(
      id,
      Uint8Array.from(token, (character) => byteOf.get(character) ?? 0),
    );
  }
  for (const { id } of added_tokens) bytes.delete(id);
  return bytes;
}
