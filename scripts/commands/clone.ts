import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseError } from '../../protocol/errors/BaseError.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Stops a command that compiles contracts, which an installed package cannot: it carries neither them nor a compiler.
 * @throws CloneNeededError
 */
export function assertClone(command: string): void {
  if (!existsSync(join(root, 'hardhat.config.ts'))) throw new CloneNeededError(command);
}

export class CloneNeededError extends BaseError {
  override readonly name = 'CloneNeededError';
  constructor(command: string) {
    super(`"${command}" needs the contracts and their compiler, which the package leaves out.`, {
      hint: 'Run it in a clone of the repository, after "npm ci".',
    });
  }
}
