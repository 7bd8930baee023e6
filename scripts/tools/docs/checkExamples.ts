import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Module } from './modules.ts';
import { exampleCode } from './render.ts';

export type ExampleOptions = {
  readonly root: string;
  readonly modules: readonly Module[];
  /** What a package exports, by specifier, such as `./client`, and the file that it names. */
  readonly exports: Readonly<Record<string, string>>;
};

/** Compiles every example as the program of a user, and gives what the compiler says; empty when all is well. */
export function checkExamples({ root, modules, exports }: ExampleOptions): string {
  const folder = mkdtempSync(join(tmpdir(), 'tilth-examples-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const toSource = (file: string) => join(root, file.replace('./dist/', '').replace(/\.js$/, '.ts'));
    const paths = Object.entries(exports).map(([name, file]) => [`tilth${name.slice(1)}`, [toSource(file)]]);
    const compilerOptions = {
      paths: Object.fromEntries(paths),
      noUnusedLocals: false,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: ['*.ts'] }),
    );
    for (const { path, shown } of modules) {
      for (const { name, tags } of shown) {
        for (const [i, { text }] of tags.filter((tag) => tag.name === 'example').entries()) {
          const file = `${path.replaceAll('/', '.')}.${name}${i || ''}.ts`;
          writeFileSync(join(folder, file), `${exampleCode(text)}\nexport {};\n`);
        }
      }
    }
    const compiler = join(root, 'node_modules/.bin/tsc');
    const { status, stdout } = spawnSync(compiler, ['-p', folder], { cwd: folder, encoding: 'utf8' });
    return status === 0 ? '' : stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
