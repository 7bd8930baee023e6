import { readFileSync } from 'node:fs';

/** A file of golden vectors, as a stranger finds it. */
export function readVector<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../protocol/vectors/${name}.json`, import.meta.url), 'utf8')) as T;
}
