import { readFileSync } from 'node:fs';
import { parseGenesis } from './schema.ts';
import type { Genesis } from './shape.ts';

/** Reads the genesis of a profile that lies beside this file. */
export function readGenesis(profile: Genesis['profile']): Genesis {
  return readGenesisFile(new URL(`${profile}.json`, import.meta.url));
}

/** Reads a genesis from any file. @throws BadGenesisError */
export function readGenesisFile(file: string | URL): Genesis {
  return parseGenesis(JSON.parse(readFileSync(file, 'utf8')));
}
