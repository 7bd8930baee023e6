/** Told of what went wrong without ending the node: a fixed sentence, and the cause. Never keys, never people's texts. */
export type OnTrouble = (trouble: { readonly message: string; readonly cause: unknown }) => void;

/** Tells of one kind of trouble at most once in a while, since strangers may cause it as often as they like. */
export function sparingly(onTrouble: OnTrouble, everyMs = 10_000, now: () => number = Date.now): OnTrouble {
  let toldAt = Number.NEGATIVE_INFINITY;
  let untold = 0;
  return ({ message, cause }) => {
    if (now() - toldAt < everyMs) {
      untold += 1;
      return;
    }
    onTrouble({ message: untold === 0 ? message : `${message} (and ${untold} times more before it)`, cause });
    toldAt = now();
    untold = 0;
  };
}

/** An error as a log line shows it: its sentences from the outside in, never objects with keys in them. */
export function describe(error: unknown): string {
  const sentences: string[] = [];
  for (let it = error; it instanceof Error && sentences.length < 4; it = it.cause) {
    sentences.push(`${it.name}: ${it.message.split('\n')[0]}`);
  }
  return sentences.length > 0 ? sentences.join(' <- ') : String(error);
}
