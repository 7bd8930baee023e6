import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { baseDirectory } from './baseDirectory.ts';

/** The base model's card, as it lies beside the weights; its CID is the base's uri on chain. */
export function readBaseCard(directory: string = baseDirectory): Promise<Uint8Array> {
  return readFile(join(directory, 'README.md'));
}
