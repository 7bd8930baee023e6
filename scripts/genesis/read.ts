import { readFileSync } from 'node:fs';
import { type Genesis, parseGenesis } from './schema.ts';

/** Reads the genesis of a profile that lies beside this file. */
export function readGenesis(profile: Genesis['profile']): Genesis {
  return parseGenesis(JSON.parse(readFileSync(new URL(`${profile}.json`, import.meta.url), 'utf8')));
}
