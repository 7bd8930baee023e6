import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toPlain } from '../../protocol/corpus/letters.ts';

/**
 * Writes the table of letters that look alike, from a copy of Unicode's own (UTS #39), which is given by its path:
 * https://www.unicode.org/Public/17.0.0/security/confusables.txt
 */
const [source] = process.argv.slice(2);
if (!source) {
  console.error('usage: node scripts/tools/generateLookAlikes.ts confusables.txt');
  process.exit(2);
}

const LAST_LETTER = 0x1ffff;
const groups = new Map<string, Set<string>>();
const several = new Map<string, string>();

for (const line of readFileSync(source, 'utf8').split('\n')) {
  const [, from, to] = /^([0-9A-F ]+);\s*([0-9A-F ]+);/.exec(line) ?? [];
  if (!from || !to) continue;
  const [letter, like] = [decode(from), decode(to)].map(toPlain) as [string, string];
  if (!/^[\p{L}\p{N}]+$/u.test(like) || /^\s*$/.test(letter)) continue;
  if (letter === like) continue;
  if (isOne(letter) && isOne(like)) unite(letter, like);
  else if (isOne(letter) && /^[a-z]+$/.test(like)) several.set(letter, like);
}
for (let code = 0; code <= LAST_LETTER; code += 1) {
  if (code >= 0xd800 && code < 0xe000) continue;
  const letter = String.fromCodePoint(code);
  const [small, large] = [toPlain(letter), toPlain(letter.toUpperCase())];
  if (/\p{L}/u.test(letter) && isOne(small) && isOne(large) && small !== large) unite(small, large);
}

/** The letter that stands for all that look like this one. */
const first = (letter: string) => [...(groups.get(letter) ?? letter)].sort(byCode)[0] as string;
for (const letter of several.keys()) unite(letter, first(letter));
const rows = [...new Set(groups.values())]
  .map((letters) => [...letters].sort(byCode))
  .map((letters) => {
    const like = several.get(letters.find((letter) => several.has(letter)) ?? '');
    const taken = like ? [...like].map(first).join('') : first(letters[0] as string);
    return `  [${JSON.stringify(taken)}, ${JSON.stringify(letters.join(''))}],`;
  });
writeFileSync(
  join(import.meta.dirname, '../../protocol/corpus/lookAlikes.ts'),
  `// Made by scripts/tools/generateLookAlikes.ts of confusables.txt (UTS #39, version 17.0.0).
// Copyright © 2025 Unicode, Inc., under the Unicode License v3 (https://www.unicode.org/license.txt); changed.

/** What is taken for all of these letters, which look alike or differ in case. */
export const LOOK_ALIKES: readonly (readonly [taken: string, letters: string])[] = [
${rows.sort().join('\n')}
];
`,
);

function decode(codes: string): string {
  return String.fromCodePoint(
    ...codes
      .trim()
      .split(' ')
      .map((code) => Number.parseInt(code, 16)),
  );
}

function isOne(text: string): boolean {
  return [...text].length === 1;
}

function unite(a: string, b: string): void {
  const all = new Set([a, ...(groups.get(a) ?? []), b, ...(groups.get(b) ?? [])]);
  for (const letter of all) groups.set(letter, all);
}

function byCode(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
}
