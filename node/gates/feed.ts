/** Values that are pushed on one side and iterated on the other, once, in order. */
export type Feed<T> = AsyncIterable<T> & {
  readonly push: (value: T) => void;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
};

/** Creates an empty feed. */
export function createFeed<T>(): Feed<T> {
  const waiting: T[] = [];
  let finished: { readonly error?: unknown } | null = null;
  let wake = () => {};
  const finish = (how: { readonly error?: unknown }) => {
    finished ??= how;
    wake();
  };
  return {
    push: (value) => {
      waiting.push(value);
      wake();
    },
    end: () => finish({}),
    fail: (error) => finish({ error }),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const value = waiting.shift();
        if (value !== undefined) yield value;
        else if (finished) {
          if ('error' in finished) throw finished.error;
          return;
        } else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
