/** A deposit that may be trained on; its size in bytes stands in its CORE. */
export type SampleDocument = {
  readonly id: string;
  readonly register: string;
  /** Whom its account stands for; those that stand for nobody are 0, and count as one. */
  readonly identity: number;
  readonly bytes: number;
};

/** The most bytes that one row reads: a token takes a byte at least, so it has no more tokens, whatever the text. */
export const ROW_BYTES = 65_536;

/**
 * What an epoch reads of a text. One that is longer than a row is split into equal windows, read in turn: what lies
 * behind the last window that the plan's epochs reach is not read.
 */
export function windowOf(bytes: number, epoch: number): { readonly start: number; readonly length: number } {
  const windows = Math.ceil(bytes / ROW_BYTES);
  const at = epoch % windows;
  const start = Math.floor((bytes * at) / windows);
  return { start, length: Math.floor((bytes * (at + 1)) / windows) - start };
}

/** The most that a number of epochs reads of a text. */
export function readableOf(bytes: number, epochs: number): number {
  if (bytes <= ROW_BYTES) return bytes * epochs;
  let sum = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) sum += windowOf(bytes, epoch).length;
  return sum;
}
