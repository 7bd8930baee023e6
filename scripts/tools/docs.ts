import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { checkExamples } from './docs/checkExamples.ts';
import { type Module, readModules } from './docs/modules.ts';
import { renderIndex, renderPage } from './docs/render.ts';
import { renderCommands } from './docs/renderCommands.ts';

/**
 * Writes `docs/api` from the doc comments of what the package exports, and from the help of the command. With `--check` it writes nothing and says which
 * page is stale, which example does not compile, and which verb has none.
 */
const root = join(import.meta.dirname, '../..');
const target = join(root, 'docs/api');
const TYPES = join(root, 'node_modules/@types');
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: Record<string, string> };

const modules = emitAndRead();
const pages = toPages(modules);
if (process.argv.includes('--check')) {
  const faults = [...stalePages(), ...verbsWithoutExample(modules), checkExamples({ root, modules, exports })];
  const said = faults.filter(Boolean);
  for (const fault of said) console.error(fault);
  process.exitCode = said.length > 0 ? 1 : 0;
} else {
  rmSync(target, { recursive: true, force: true });
  for (const [file, text] of pages) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), text);
  }
}

function emitAndRead(): readonly Module[] {
  const folder = mkdtempSync(join(tmpdir(), 'tilth-docs-'));
  try {
    const compilerOptions = { emitDeclarationOnly: true, rootDir: root, outDir: folder, typeRoots: [TYPES] };
    const include = ['protocol', 'client', 'audit'].map((it) => join(root, it));
    const settings = { extends: join(root, 'tsconfig.build.json'), compilerOptions, files: [], include };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { cwd: root, stdio: 'inherit' });
    return readModules(folder, exports);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One page for each folder. */
function toPages(all: readonly Module[]): ReadonlyMap<string, string> {
  const folders = Map.groupBy(all, ({ path }) => (path.split('/').length > 2 ? posix.dirname(path) : path));
  const titles = [...folders.keys()].sort();
  const fileOf = (title: string) => `${title.split('/').slice(1).join('-')}.md`;
  const pages = titles.map((title) => [fileOf(title), renderPage(title, folders.get(title) ?? [])] as const);
  const listed = [
    { title: 'tilth, the command', file: 'commands.md' },
    ...titles.map((title) => ({ title, file: fileOf(title) })),
  ];
  return new Map([['README.md', renderIndex(listed)], ['commands.md', renderCommands()], ...pages]);
}

function stalePages(): readonly string[] {
  const present = existsSync(target) ? readdirSync(target) : [];
  const gone = present.filter((file) => !pages.has(file));
  const changed = [...pages].filter(
    ([file, text]) => !present.includes(file) || readFileSync(join(target, file), 'utf8') !== text,
  );
  return [...gone, ...changed.map(([file]) => file)].map((file) => `docs/api/${file} is stale: npm run docs:api`);
}

/** What a user calls of client and audit shows how. */
function verbsWithoutExample(all: readonly Module[]): readonly string[] {
  return all
    .filter(({ path }) => /^tilth\/(client|audit)$/.test(path))
    .flatMap(({ path, shown }) => shown.filter((it) => it.kind === 'function').map((it) => ({ ...it, path })))
    .filter((it) => !it.tags.some(({ name }) => name === 'example'))
    .map((it) => `${it.path}: ${it.name} has no @example`);
}
