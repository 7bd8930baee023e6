import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '../../../docs/mutation.md');

/** Ids of the survivors that `docs/mutation.md` explains: its lines that start with "- `id`". */
export function readExplained(): ReadonlySet<string> {
  if (!existsSync(FILE)) return new Set();
  const lines = readFileSync(FILE, 'utf8').split('\n');
  return new Set(lines.flatMap((line) => /^- `([^`]+)`/.exec(line)?.[1] ?? []));
}
