import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

/**
 * Builds `dist/`, which is what a package carries: the sources as JavaScript with their types, in the same folders, so
 * that a path from one file to another is the same path there.
 */
const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');

/** Files that programs read at run time. */
const READ = ['assets/base'];

/** The only file that imports Helia. */
const STORAGE = 'node/storage/createStorage.js';

rmSync(dist, { recursive: true, force: true });
execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
for (const folder of READ) {
  cpSync(join(root, folder), join(dist, folder), { recursive: true });
}
await buildInHelia();

/**
 * Builds Helia into the file that uses it. As a dependency it would bring the whole of WebRTC, with React Native, into
 * every installation; a clone keeps that out by an override, which a package cannot.
 */
async function buildInHelia(): Promise<void> {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const kept = Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`));
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, external: Object.keys(dependencies) },
    build: {
      ssr: join(dist, STORAGE),
      outDir: join(dist, STORAGE, '..'),
      emptyOutDir: false,
      target: 'node22',
      rolldownOptions: {
        external: (id, importer) =>
          (importer?.startsWith(dist) && id.startsWith('.')) || kept.some((it) => it.test(id)),
      },
    },
  });
}
