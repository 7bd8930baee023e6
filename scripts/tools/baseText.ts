import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateSync } from 'node:zlib';

/** One source of the base model's text, as separate documents. */
export type TextSource = { readonly name: string; readonly documents: readonly string[] };

/** The Debian 12 packages whose files hold the text; all of it is in the public domain. */
export const TEXT_PACKAGES = [
  'bible-kjv',
  'bible-kjv-text',
  'dict-devil',
  'golang-1.19-src',
  'jargon-text',
  'r-cran-janeaustenr',
] as const;

/** Reads the text of all packages, unpacked below `root`. */
export function readBaseText(root: string): TextSource[] {
  const file = (path: string) => readFileSync(join(root, path));
  return [
    { name: 'novels', documents: readNovels(file('usr/lib/R/site-library/janeaustenr/data/Rdata.rdb')) },
    { name: 'bible', documents: readBible(root) },
    { name: 'jargon', documents: readJargon(gunzipSync(file('usr/share/doc/jargon-text/jargon.txt.gz'))) },
    { name: 'opticks', documents: readOpticks(file('usr/share/go-1.19/src/testdata/Isaac.Newton-Opticks.txt')) },
    { name: 'devil', documents: readDevil(gunzipSync(file('usr/share/dictd/devil.dict.dz'))) },
  ];
}

/** Reads the six novels out of an R data base: length-prefixed zlib blocks, each one serialised vector of lines. */
function readNovels(database: Buffer): string[] {
  const ASCII_STRING = 0x00040009;
  const documents: string[] = [];
  for (let at = 0; at < database.length; ) {
    // Node's types omit what `info` adds: the decompressed bytes and the engine that counted its input.
    const { buffer, engine } = inflateSync(database.subarray(at + 4), { info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    at += 4 + engine.bytesWritten;
    const lines: string[] = [];
    for (let cell = buffer.indexOf('UTF-8') + 13; cell + 8 <= buffer.length; ) {
      const length = Math.max(0, buffer.readInt32BE(cell + 4));
      if (buffer.readUInt32BE(cell) === ASCII_STRING) lines.push(buffer.toString('utf8', cell + 8, cell + 8 + length));
      cell += 8 + length;
    }
    documents.push(...lines.join('\n').split(/^(?=(?:chapter|volume) )/im));
  }
  return documents.map(joinLines);
}

/** Reads every third chapter of the King James Bible; all of it would outweigh the rest. */
function readBible(root: string): string[] {
  const program = join(root, 'usr/bin/bible');
  const args = ['-p', join(root, 'usr/lib'), '-f', 'gen1:1-rev22:21'];
  const output = execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 24, input: '' });
  const chapters = new Map<string, string[]>();
  for (const [, chapter, verse] of output.matchAll(/^(\w+):\d+ (.*)$/gm)) {
    chapters.set(chapter as string, [...(chapters.get(chapter as string) ?? []), verse as string]);
  }
  return [...chapters.values()].filter((_, index) => index % 3 === 0).map((verses) => verses.join('\n'));
}

function readJargon(text: Buffer): string[] {
  const entries = text.toString('utf8').split(/\n(?=\S| {3}:\S)/);
  return entries.map(joinLines).filter((entry) => entry.length > 200 && !/[│─]/.test(entry));
}

function readOpticks(text: Buffer): string[] {
  const paragraphs = joinLines(text.toString('utf8').replaceAll('_', '')).split('\n');
  const documents: string[] = [];
  for (let from = 0; from < paragraphs.length; from += 20) documents.push(paragraphs.slice(from, from + 20).join('\n'));
  return documents;
}

function readDevil(text: Buffer): string[] {
  const entries = text.toString('utf8').split(/\n\n(?=\S)/);
  return entries.map((entry) => joinLines(entry.replaceAll('_', ''))).filter((entry) => entry.length > 100);
}

/** Joins the lines of each paragraph, so that one line is one paragraph. */
function joinLines(text: string): string {
  const paragraphs = text.replaceAll('\r', '').split(/\n\s*\n/);
  return paragraphs
    .map((paragraph) =>
      paragraph
        .split('\n')
        .map((line) => line.trim())
        .join(' ')
        .trim(),
    )
    .filter((paragraph) => paragraph !== '')
    .join('\n');
}
