/** Turns tokens into text as they come: whole characters only, and nothing after a stop string. */
export type TextStream = {
  /** Gives the text that has become certain with these bytes. */
  readonly push: (bytes: Uint8Array) => string;
  /** Gives what was held back, when no more bytes come. */
  readonly flush: () => string;
  /** True once a stop string has appeared. */
  readonly isStopped: () => boolean;
};

/** Creates a stream that holds back what may still become a character or a stop string. */
export function createTextStream(stop: readonly string[] = []): TextStream {
  const decoder = new TextDecoder();
  const stops = stop.filter((each) => each !== '');
  let held = '';
  let stopped = false;

  const release = (text: string, isLast: boolean): string => {
    held += text;
    const found = stops.map((each) => held.indexOf(each)).filter((index) => index >= 0);
    if (found.length > 0) {
      stopped = true;
      const before = held.slice(0, Math.min(...found));
      held = '';
      return before;
    }
    const keep = isLast ? 0 : Math.max(0, ...stops.map((each) => overlap(held, each)));
    const certain = held.slice(0, held.length - keep);
    held = held.slice(held.length - keep);
    return certain;
  };
  return {
    push: (bytes) => (stopped ? '' : release(decoder.decode(bytes, { stream: true }), false)),
    flush: () => (stopped ? '' : release(decoder.decode(), true)),
    isStopped: () => stopped,
  };
}

/** Gives the length of the longest end of `text` that begins `stop`. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
