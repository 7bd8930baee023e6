import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readImports, type Source } from './imports.ts';

/** Programs whose sources run on a user's or an operator's machine. */
export const PROGRAMS = ['protocol', 'client', 'audit', 'node', 'indexer', 'dapp'] as const;

const CODE = /\.(ts|tsx|sol)$/;
const NOT_HAND_WRITTEN = /^(test|protocol\/abi|docs)\//;

/** Every hand-written source file outside the tests by its path, as the repository keeps them. */
export function readTree(root: string): ReadonlyMap<string, Source> {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = listed.split('\n').filter((file) => CODE.test(file) && !NOT_HAND_WRITTEN.test(file));
  const present = files.filter((file) => existsSync(join(root, file)));
  return readImports(new Map(present.map((file) => [file, readFileSync(join(root, file), 'utf8')])));
}

/** The program that a file belongs to, or null where it is a tool, a contract or a configuration. */
export function programOf(file: string): (typeof PROGRAMS)[number] | null {
  return PROGRAMS.find((program) => file.startsWith(`${program}/`)) ?? null;
}
