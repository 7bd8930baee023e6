#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { Command, CommanderError } from 'commander';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { exitCodeOf } from '../protocol/errors/kinds.ts';

enableCompileCache();

// Imported after the compile cache is on.
const [{ addCommands }, { plain }] = await Promise.all([import('./commands/all.ts'), import('../protocol/plain.ts')]);

const program = new Command('tilth')
  .description('A commons that a community runs, feeds, governs and audits itself.')
  .showHelpAfterError()
  .exitOverride();

addCommands(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = report(error);
}

/** Exit codes: 0 done, 2 wrong usage, the rest by the kind of the error (1 failed, 75 worth another try). */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const known = error instanceof BaseError;
  const text = error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`tilth: ${plain(text)}\n`);
  return exitCodeOf(error);
}
