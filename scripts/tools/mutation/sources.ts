import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** Sources by the name that imports use for them; what is missing here is read from the tree when asked for. */
export type Sources = ReadonlyMap<string, string>;

/** Text of a Solidity file of ours or of a package. */
export function readSource(name: string): string | null {
  const file = [join(ROOT, name), join(ROOT, 'node_modules', name)].find((it) => existsSync(it));
  return file === undefined ? null : readFileSync(file, 'utf8');
}

/** Names of all Solidity files below a folder of the repository. */
export function listSources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((it) => it.endsWith('.sol'))
    .map((it) => join(folder, it))
    .sort();
}
