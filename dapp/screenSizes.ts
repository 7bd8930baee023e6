import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

type Chunk = { readonly file: string; readonly imports?: readonly string[]; readonly isDynamicEntry?: boolean };
type Manifest = Readonly<Record<string, Chunk>>;

/** Prints the compressed script that each screen needs, and fails the build when one is over the limit. */
export function screenSizes(limit: number): Plugin {
  let directory = '';
  return {
    name: 'tilth:screen-sizes',
    apply: 'build',
    configResolved: (config) => {
      directory = join(config.root, config.build.outDir);
    },
    closeBundle() {
      const manifest = JSON.parse(readFileSync(join(directory, '.vite/manifest.json'), 'utf8')) as Manifest;
      const pages = Object.keys(manifest).filter((key) => key.startsWith('pages/'));
      const sizes = pages.map(
        (page) => [page, compressed(directory, collect(manifest, ['index.html', page]))] as const,
      );
      for (const [page, bytes] of sizes)
        this.info(`${page} needs ${(bytes / 1000).toFixed(1)} kB of compressed script`);
      const over = sizes.filter(([, bytes]) => bytes > limit).map(([page]) => page);
      if (over.length > 0) this.error(`over ${limit / 1000} kB of compressed script: ${over.join(', ')}`);
    },
  };
}

/** Every file that is loaded with these entries. */
function collect(manifest: Manifest, keys: readonly string[], found = new Set<string>()): ReadonlySet<string> {
  for (const key of keys) {
    const chunk = manifest[key];
    if (!chunk || found.has(chunk.file)) continue;
    found.add(chunk.file);
    collect(manifest, chunk.imports ?? [], found);
  }
  return found;
}

function compressed(directory: string, files: ReadonlySet<string>): number {
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(directory, file))).byteLength, 0);
}
