import { BaseError } from '../protocol/errors/BaseError.ts';

/**
 * Yields the data of each server-sent event in a response body, by the grammar of the WHATWG: lines end in LF, CR or
 * both, fields come in any order, data may take several lines, other fields and comments are skipped. An event that the
 * server did not close is given too.
 */
export async function* readEventStream(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const line of readLines(body)) {
    if (line === '') {
      if (data.length > 0) yield data.join('\n');
      data = [];
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    if (field === 'data') data.push(colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, ''));
  }
  if (data.length > 0) yield data.join('\n');
}

/** The longest line that is read, in characters: events of a commons are far shorter. */
const LONGEST_LINE = 2 * 1024 * 1024;

/** Lines however the bytes are cut; a CR at the end of a chunk waits for the LF that may follow it. */
async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const text of readText(body)) {
    rest += text;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > LONGEST_LINE) throw new EndlessLineError();
  }
  if (rest !== '') yield rest.replace(/\r$/, '');
}

/** Text of a stream of bytes; Safari has no async iteration over streams, so the reader is driven by hand. */
async function* readText(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read())
      yield decoder.decode(next.value, { stream: true });
    yield decoder.decode();
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** A server sends a line that does not end. */
export class EndlessLineError extends BaseError {
  override readonly name = 'EndlessLineError';
  override readonly kind = 'unavailable';
  constructor() {
    super('The server sends a line that does not end.', { values: { characters: LONGEST_LINE } });
  }
}
