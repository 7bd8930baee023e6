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
    .map((test) => ({ test, imports: reach(test, parseFiles([test], { resolve: false })) }));
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

function reach(name: string, trees: ReadonlyMap<string, Node>, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  const nodes = (trees.get(name)?.nodes ?? []) as readonly Node[];
  for (const it of nodes) if (it.nodeType === 'ImportDirective') reach(it.absolutePath as string, trees, seen);
  return seen;
}

/** 0 for the test named after the contract, 1 for those of its domain, 2 for the others. */
function nearness(file: string, test: string): number {
  if (basename(test).startsWith(`${basename(file, '.sol')}.`)) return 0;
  return test.split('/')[2] === file.split('/')[1] ? 1 : 2;
}
