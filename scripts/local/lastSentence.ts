import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 64 * 1024;
const LONGEST = 600;

/** What a process said last in its log: the sentence of its error, not the stack below it. Empty where it said nothing. */
export function lastSentence(path: string): string {
  const lines = readTail(path).split('\n').map(toSentence);
  return (lines.findLast((line) => line !== '') ?? '').slice(0, LONGEST);
}

/** The sentence in a line of a log: of our own last words, of an entry of pino, or of anything else but a frame of a stack. */
function toSentence(line: string): string {
  const own = /^The node stopped: (?:\w*Error: )?(.*)$/.exec(line);
  if (own) return own[1] as string;
  if (/^\s+at |^\s*[{}[\]]*\s*$|^Node\.js v/.test(line)) return '';
  try {
    const entry: unknown = JSON.parse(line);
    const message = (entry as { msg?: unknown } | null)?.msg;
    return typeof message === 'string' ? message : '';
  } catch {
    return line.trim();
  }
}

function readTail(path: string): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(file);
    const start = Math.max(0, size - TAIL_BYTES);
    const bytes = Buffer.alloc(size - start);
    readSync(file, bytes, 0, bytes.length, start);
    return bytes.toString();
  } finally {
    closeSync(file);
  }
}
