import { join, posix } from 'node:path';
import type { Figure } from './figure.ts';
import { findCircles, type Source } from './house/imports.ts';
import { programOf, readTree } from './house/tree.ts';
import { filesOn, WALKS } from './house/walks.ts';

type Tree = ReadonlyMap<string, Source>;

const ROOT = join(import.meta.dirname, '../..');
const EXPORT = /^export (?:async |abstract |declare )*(?:function\*?|const|class|type|interface) /gm;
const ANY = /(?:[:<|,(]|\bas)\s*any\b(?=\s*[>\])|,;=[]|$)/gm;

/** What the shape of the sources is: circles, sizes, escapes from types, and how many files one walk leads through. */
export async function benchHouse(): Promise<readonly Figure[]> {
  const tree = readTree(ROOT);
  return [...circles(tree), ...sizes(tree), ...habits(tree), ...walks(tree)];
}

function circles(tree: Tree): readonly Figure[] {
  const files = new Map([...tree].map(([file, { values }]) => [file, values]));
  const folders = new Map<string, Set<string>>();
  for (const [file, { values, types }] of tree) {
    const program = programOf(file);
    if (!program) continue;
    const own = roomOf(file);
    const others = [...values, ...types].filter((it) => programOf(it) === program).map(roomOf);
    const known = folders.get(own) ?? [];
    folders.set(own, new Set([...known, ...others.filter((it) => it !== own && it !== program)]));
  }
  const fileCircles = findCircles(files);
  const folderCircles = findCircles(folders);
  for (const circle of [...fileCircles, ...folderCircles]) console.error(`circle: ${circle.join(' ')}`);
  return [
    atMost('import cycles of files', fileCircles.length, 0, '0'),
    atMost('circles of folders inside a program', folderCircles.length, 0, '1'),
  ];
}

/** The first folder below the program, or the program itself for the files that join it. */
function roomOf(file: string): string {
  return file.split('/').length > 2 ? file.split('/', 2).join('/') : posix.dirname(file);
}

function sizes(tree: Tree): readonly Figure[] {
  const files = [...tree].map(([file, { lines }]) => ({ file, lines })).sort((a, b) => a.lines - b.lines);
  const at = (share: number) =>
    files[Math.min(files.length - 1, Math.floor(files.length * share))] as (typeof files)[0];
  const largest = at(1);
  return [
    { ...atMost('lines of the median file', at(0.5).lines, 70, '51'), unit: 'lines' },
    { ...atMost('lines of the file at 90 %', at(0.9).lines, 160, '124'), unit: 'lines' },
    { ...atMost(`lines of the largest, ${posix.basename(largest.file)}`, largest.lines, 399, '542'), unit: 'lines' },
  ];
}

function habits(tree: Tree): readonly Figure[] {
  const code = [...tree].filter(([file]) => !file.endsWith('.sol'));
  const anys = code.flatMap(([file, { text }]) => [...withoutComments(text).matchAll(ANY)].map(() => file));
  const readers = code.filter(([file, { text }]) => programOf(file) && /\bprocess\.env\b/.test(withoutComments(text)));
  const exported = code.flatMap(([, { text }]) => [...text.matchAll(EXPORT)].map(({ index }) => text.slice(0, index)));
  const silent = exported.filter((before) => !/(\*\/|^\/\/.*)\n$/m.test(before.slice(-200)));
  for (const file of anys) console.error(`any: ${file}`);
  return [
    atMost('`any`', anys.length, 0, '0'),
    atMost('files of the programs that read the environment', readers.length, 1, '1'),
    { ...atMost('exports without a first line', silent.length, null, '392 of 1404'), unit: `of ${exported.length}` },
  ];
}

function walks(tree: Tree): readonly Figure[] {
  return WALKS.map((walk) =>
    atMost(`files on the way of ${walk.name}`, filesOn(walk, tree).size, walk.target, walk.peer),
  );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');
}

function atMost(name: string, value: number, limit: number | null, peer: string): Figure {
  const target = limit === null ? null : limit === 0 ? '0' : `<= ${limit}`;
  return { name, value, unit: '', target, peer: `dc7b212 ${peer}`, met: limit === null ? null : value <= limit };
}
