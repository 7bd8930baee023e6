import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type Declaration, readDeclarations } from './declarations.ts';

/** A declaration as a page shows it, with the types that it names and that stand nowhere else. */
export type Shown = Declaration & { readonly besides: readonly Declaration[] };

/** A module by the path that its user imports, with what it gives him. */
export type Module = { readonly path: string; readonly shown: readonly Shown[] };

type File = { readonly path: string; readonly text: string; readonly declarations: readonly Declaration[] };
type Found = { readonly file: File; readonly declaration: Declaration };

/**
 * The modules that a package exports, from the declaration files in `folder`. `exports` are those of package.json; a
 * pattern gives every module that it matches.
 */
export function readModules(folder: string, exports: Readonly<Record<string, string>>): readonly Module[] {
  const read = createReader(folder);
  return Object.entries(exports).flatMap(([name, built]) => {
    const file = built.replace('./dist/', '').replace(/\.js$/, '.d.ts');
    if (!file.includes('*')) return [toModule(`tilth${name.slice(1)}`, [...door(read(file), read)], read)];
    return listFiles(folder, file).map((it) => {
      const own = read(it);
      const found = own.declarations.filter(isPublic).map((declaration) => ({ file: own, declaration }));
      return toModule(`tilth/${it.replace(/\.d\.ts$/, '')}`, found, read);
    });
  });
}

/** Reads a declaration file once, or all of a folder. */
type Read = ((path: string) => File) & { readonly folder: (path: string) => readonly File[] };

function createReader(root: string): Read {
  const files = new Map<string, File>();
  const read = (path: string): File => {
    const known = files.get(path);
    if (known) return known;
    const text = readFileSync(join(root, path), 'utf8');
    const file = { path, text, declarations: readDeclarations(text) };
    files.set(path, file);
    return file;
  };
  const folder = (path: string) =>
    readdirSync(join(root, path))
      .filter((it) => it.endsWith('.d.ts'))
      .sort()
      .map((it) => read(posix.join(path, it)));
  return Object.assign(read, { folder });
}

function listFiles(folder: string, pattern: string): readonly string[] {
  const [start = ''] = pattern.split('*');
  return readdirSync(join(folder, start), { recursive: true, encoding: 'utf8' })
    .filter((it) => it.endsWith('.d.ts') && !it.startsWith('abi/'))
    .map((it) => `${start}${it}`)
    .sort();
}

/** What a door gives: its own declarations, those it hands on, and the verbs of what it opens. */
function* door(file: File, read: Read): Iterable<Found> {
  for (const declaration of file.declarations.filter(isPublic)) yield { file, declaration };
  yield* verbs(file, read);
  const handedOn = file.text.matchAll(/^export (?:type )?\{([^}]*)\}(?: from '([^']+)')?;/gm);
  for (const [, names = '', from] of handedOn) {
    for (const name of listNames(names)) {
      const source = from ? neighbour(file, from) : importedFrom(file, name);
      const declaration = source && read(source).declarations.find((it) => it.name === name);
      if (declaration) yield { file: read(source), declaration };
    }
  }
}

/**
 * A verb is a function over a connection, which the opened client has as a member; of a function over nothing but a
 * connection the client has what it gives: a group of verbs.
 */
function* verbs(file: File, read: Read): Iterable<Found> {
  const members = new Set([...file.text.matchAll(/^\s+(?:readonly )?(\w+): [<({]/gm)].map(([, name]) => name));
  if (members.size === 0) return;
  for (const source of read.folder(posix.dirname(file.path))) {
    for (const it of source.declarations) {
      const code = it.code
        .replace(/^function (\w+)\(connection: Connection\): \{/, 'client.$1: {')
        .replace(/^function (\w+)(<.*?>)?\((?:\w+|\{.*?\}): Connection(?:, )?/, 'client.$1$2(');
      if (it.kind === 'function' && isPublic(it) && members.has(it.name) && code !== it.code) {
        yield { file: source, declaration: { ...it, code } };
      }
    }
  }
}

function toModule(path: string, found: readonly Found[], read: Read): Module {
  const names = new Set(found.map(({ declaration }) => declaration.name));
  const shown = found.map(({ file, declaration }) => {
    const besides = typesNamedBy(declaration, file, read).filter((it) => !names.has(it.name));
    for (const it of besides) names.add(it.name);
    return { ...declaration, besides };
  });
  return { path, shown };
}

/** Types of the same folder that a signature names. */
function typesNamedBy(it: Declaration, file: File, read: Read): readonly Declaration[] {
  const words = new Set(it.code.match(/\w+/g));
  return [...words].flatMap((word) => {
    const source = file.declarations.some(({ name }) => name === word) ? file.path : importedFrom(file, word);
    if (!source || posix.dirname(source) !== posix.dirname(file.path)) return [];
    return read(source).declarations.filter(({ name, kind }) => name === word && name !== it.name && kind === 'type');
  });
}

function importedFrom(file: File, name: string): string | undefined {
  for (const [, names = '', from = ''] of file.text.matchAll(/^import (?:type )?\{([^}]*)\} from '(\.[^']+)';/gm)) {
    if (listNames(names).includes(name)) return neighbour(file, from);
  }
  return undefined;
}

function listNames(braced: string): readonly string[] {
  return braced.split(',').map((it) => it.replace('type ', '').trim());
}

function neighbour({ path }: File, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(path), specifier)).replace(/\.ts$/, '.d.ts');
}

function isPublic({ exported, tags }: Declaration): boolean {
  return exported && !tags.some(({ name }) => name === 'internal');
}
