import { posix } from 'node:path';

/** A file with the files that it imports at run time and those that it only takes types from. */
export type Source = {
  readonly text: string;
  readonly lines: number;
  readonly values: readonly string[];
  readonly types: readonly string[];
};

const STATIC = /(?:^|\n)[ \t]*(?:import|export)\s+(type\s+)?((?:[^;'"]*?)\s+from\s+)?['"](\.[^'"]+)['"]/g;
const DYNAMIC = /\bimport\(\s*['"](\.[^'"]+)['"]\s*\)/g;
const TYPES_ONLY = /^\{(\s*type\s+[^,}]+,?)*\s*\}$/;

/** The imports of every file among `texts`, resolved to files of it. */
export function readImports(texts: ReadonlyMap<string, string>): ReadonlyMap<string, Source> {
  return new Map([...texts].map(([file, text]) => [file, readSource(file, text, texts)]));
}

function readSource(file: string, text: string, known: ReadonlyMap<string, string>): Source {
  const values = new Set<string>();
  const types = new Set<string>();
  const note = (specifier: string, into: Set<string>) => {
    const found = posix.normalize(posix.join(posix.dirname(file), specifier));
    if (known.has(found)) into.add(found);
  };
  for (const [, type, clause, specifier = ''] of text.matchAll(STATIC)) {
    const names = clause?.replace(/\s+from\s+$/, '').trim() ?? '';
    note(specifier, type || TYPES_ONLY.test(names) ? types : values);
  }
  for (const [, specifier = ''] of text.matchAll(DYNAMIC)) note(specifier, values);
  return { text, lines: text.split('\n').length - 1, values: [...values], types: [...types] };
}

/** Groups of nodes that reach each other. */
export function findCircles(graph: ReadonlyMap<string, Iterable<string>>): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): number => {
    const own = index.size;
    index.set(node, own);
    let lowest = own;
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) lowest = Math.min(lowest, visit(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, index.get(next) as number);
    }
    low.set(node, lowest);
    if (lowest === own) {
      const circle = stack.splice(stack.indexOf(node));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return lowest;
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return circles;
}
