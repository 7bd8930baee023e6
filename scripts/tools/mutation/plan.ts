import { basename } from 'node:path';
import type { Node } from './ast.ts';
import { parseFiles } from './compile.ts';
import { findMutants } from './findMutants.ts';
import type { Mutant } from './mutant.ts';
import { listSources, readSource } from './sources.ts';

/** The mutants of one contract file, and the test files that would notice them, the likeliest first. */
export type Plan = { readonly file: string; readonly mutants: readonly Mutant[]; readonly tests: readonly string[] };

/** Plans for these contracts by file name, or for all when none is named. */
export function planMutants(names: readonly string[]): readonly Plan[] {
  const all = listSources('contracts').filter((it) => !/^I[A-Z]/.test(basename(it)));
  const files = names.length === 0 ? all : all.filter((it) => names.includes(basename(it, '.sol')));
  const trees = parseFiles(files, { resolve: true });
  const reached = listSources('test/contracts')
    .filter((it) => it.endsWith('.t.sol'))
    .map((test) => ({ test, imports: reach(test, new Set()) }));
  return files
    .map((file) => ({
      file,
      mutants: findMutants(file, readSource(file) ?? '', trees.get(file) as Node),
      tests: reached
        .filter(({ imports }) => imports.has(file))
        .sort((a, b) => nearness(file, a.test) - nearness(file, b.test) || a.imports.size - b.imports.size)
        .map(({ test }) => test),
    }))
    .filter(({ mutants }) => mutants.length > 0);
}

/** Every file that a file imports, itself and through others. */
function reach(name: string, seen: Set<string>): ReadonlySet<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const imported of importsOf(name)) reach(imported, seen);
  return seen;
}

const known = new Map<string, readonly string[]>();

function importsOf(name: string): readonly string[] {
  const found = known.get(name);
  if (found) return found;
  const nodes = (parseFiles([name], { resolve: false }).get(name)?.nodes ?? []) as readonly Node[];
  const imports = nodes
    .filter((it) => it.nodeType === 'ImportDirective')
    .map((it) => it.absolutePath as string)
    .filter((it) => !it.startsWith('@'));
  known.set(name, imports);
  return imports;
}

/** 0 for the test named after the contract, 1 for those of its domain, 2 for the others. */
function nearness(file: string, test: string): number {
  if (basename(test).startsWith(`${basename(file, '.sol')}.`)) return 0;
  return test.split('/')[2] === file.split('/')[1] ? 1 : 2;
}
