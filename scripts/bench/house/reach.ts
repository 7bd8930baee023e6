import { posix } from 'node:path';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import type { Source } from './imports.ts';

type Place = { readonly file: string; readonly name: string };

/** What one file declares at its top level, and what its names mean that come from elsewhere. */
type Outline = {
  /** Words that each declared value uses; top-level statements without a name stand under ''. */
  readonly uses: ReadonlyMap<string, ReadonlySet<string>>;
  readonly imported: ReadonlyMap<string, Place>;
  /** Files that a declared value imports when it runs. */
  readonly later: ReadonlyMap<string, readonly string[]>;
};

const STATEMENT =
  /^(?:export|import|async function|function|const|let|class|abstract class|type|interface|await|void|for|if|try|\w+\.|\w+\()/;
const NAMED = /^(?:export )?(?:async )?(?:abstract )?(function\*?|const|let|class|type|interface) (\w+|\{[^}]*\})/;
const IMPORT = /^(?:import|export) (?!type\b)\{([\s\S]*?)\} from '(\.[^']+)'/;
const WHOLE = /^import \* as (\w+) from '(\.[^']+)'/;

/** A word that is neither a member (`.word`) nor a key (`word:`). */
const WORD = /(?<![^.]\.|\w)\w+(?![\w:])/g;

/** Everything of a file, where a place names no declaration. */
const ALL = '*';

export type ReachOptions = {
  readonly tree: ReadonlyMap<string, Source>;
  /** Where to begin: `FILE` for all that it declares, `FILE#NAME` for one. */
  readonly from: readonly string[];
  /** Whether the way may lead into a file. */
  readonly enters: (file: string) => boolean;
  /** Whether the way goes on from a file, or only passes it. */
  readonly leaves: (file: string) => boolean;
};

/** The files that hold a declaration which those of `from` use, directly or through others. @throws NoPlaceError */
export function filesReached({ tree, from, enters, leaves }: ReachOptions): ReadonlySet<string> {
  const outlines = new Map<string, Outline>();
  const outlineOf = (file: string): Outline => {
    const known = outlines.get(file) ?? readOutline(file, (tree.get(file) as Source).text);
    outlines.set(file, known);
    return known;
  };
  const seen = new Set<string>();
  const files = new Set<string>();
  const go = ({ file, name }: Place): void => {
    if (seen.has(`${file}#${name}`)) return;
    seen.add(`${file}#${name}`);
    files.add(file);
    if (!leaves(file)) return;
    const outline = outlineOf(file);
    if (name === ALL) for (const it of outline.uses.keys()) go({ file, name: it });
    for (const place of placesUsed(outline, { file, name })) {
      if (place.file === file || (tree.has(place.file) && enters(place.file))) go(place);
    }
  };
  for (const it of from) {
    const [file = '', name = ALL] = it.split('#');
    if (!tree.has(file) || (name !== ALL && !outlineOf(file).uses.has(name))) throw new NoPlaceError(it);
    go({ file, name });
  }
  return files;
}

function placesUsed(outline: Outline, { file, name }: Place): readonly Place[] {
  const words = [...(outline.uses.get(name) ?? [])];
  const own = words.filter((it) => it !== name && outline.uses.has(it)).map((it) => ({ file, name: it }));
  const handedOn = outline.uses.has(name) ? [] : [name];
  const others = [...words, ...handedOn].flatMap((it) => outline.imported.get(it) ?? []);
  return [...own, ...others, ...(outline.later.get(name) ?? []).map((it) => ({ file: it, name: ALL }))];
}

function readOutline(file: string, text: string): Outline {
  const uses = new Map<string, Set<string>>();
  const imported = new Map<string, Place>();
  const later = new Map<string, string[]>();
  const toFile = (specifier: string) => posix.normalize(posix.join(posix.dirname(file), specifier));
  for (const statement of splitStatements(withoutComments(text))) {
    const [, names, source] = IMPORT.exec(statement) ?? [];
    const [, space, whole] = WHOLE.exec(statement) ?? [];
    if (space && whole) imported.set(space, { file: toFile(whole), name: ALL });
    if (names !== undefined && source) {
      for (const it of names.split(',').map((it) => it.trim())) {
        const [name = '', local = name] = it.split(' as ');
        if (name && !name.startsWith('type ')) imported.set(local, { file: toFile(source), name });
      }
    }
    if (statement.startsWith('import') || names !== undefined) continue;
    const [, kind, declared = ''] = NAMED.exec(statement) ?? [];
    if (kind === 'type' || kind === 'interface') continue;
    const code = statement.replace(/'[^'\n]*'/g, "''");
    const called = [...statement.matchAll(/\bimport\(\s*'(\.[^']+)'/g)].map(([, it = '']) => toFile(it));
    for (const name of declared.match(/\w+/g) ?? ['']) {
      uses.set(name, new Set([...(uses.get(name) ?? []), ...(code.match(WORD) ?? [])]));
      later.set(name, [...(later.get(name) ?? []), ...called]);
    }
  }
  return { uses, imported, later };
}

function splitStatements(text: string): readonly string[] {
  const statements: string[] = [];
  for (const line of text.split('\n')) {
    if (STATEMENT.test(line) || statements.length === 0) statements.push(line);
    else statements.push(`${statements.pop()}\n${line}`);
  }
  return statements;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');
}

export class NoPlaceError extends BaseError {
  override readonly name = 'NoPlaceError';
  override readonly kind = 'missing';
  constructor(place: string) {
    super('A walk names what is not there.', {
      values: { place },
      hint: 'Say in scripts/bench/house/walks.ts where it went.',
    });
  }
}
