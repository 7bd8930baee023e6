/** Told of what went wrong without ending the node: a fixed sentence, and the cause. Never keys, never people's texts. */
export type OnTrouble = (trouble: { readonly message: string; readonly cause: unknown }) => void;

/** An error as a log line shows it: its sentences from the outside in, never objects with keys in them. */
export function describe(error: unknown): string {
  const sentences: string[] = [];
  for (let it = error; it instanceof Error && sentences.length < 4; it = it.cause) {
    sentences.push(`${it.name}: ${it.message.split('\n')[0]}`);
  }
  return sentences.length > 0 ? sentences.join(' <- ') : String(error);
}
