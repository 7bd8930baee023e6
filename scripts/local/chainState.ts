import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { BaseError } from '../../protocol/errors/BaseError.ts';

/**
 * Path of the chain's state file, whole. anvil rewrites it once a second, so a kill -9 can leave half a file:
 * then the last copy that we kept takes its place.
 * @throws ChainStateCorruptError when neither can be read
 */
export function restoreState(directory: string): string {
  const folder = join(directory, 'chain');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'state.json');
  const copy = join(folder, 'state.backup.json');
  if (!existsSync(file) && !existsSync(copy)) return file;
  if (isWhole(file)) return file;
  if (!isWhole(copy)) throw new ChainStateCorruptError(file);
  if (existsSync(file)) renameSync(file, join(folder, 'state.broken.json'));
  copyFileSync(copy, file);
  return file;
}

/** Keeps a copy of the state file when it is whole; a half-written one is left for the next round. */
export function backUpState(directory: string): void {
  const file = join(directory, 'chain', 'state.json');
  if (!isWhole(file)) return;
  const copy = join(directory, 'chain', 'state.backup.json');
  copyFileSync(file, `${copy}.new`);
  if (isWhole(`${copy}.new`)) renameSync(`${copy}.new`, copy);
}

function isWhole(file: string): boolean {
  try {
    return typeof JSON.parse(readFileSync(file, 'utf8')) === 'object';
  } catch {
    return false;
  }
}

export class ChainStateCorruptError extends BaseError {
  override readonly name = 'ChainStateCorruptError';
  constructor(file: string) {
    super("The local chain's state file cannot be read, and neither can its copy.", {
      values: { file },
      hint: 'Restore it from a backup of your own, or start over with --fresh (the old folder is kept aside).',
    });
  }
}
