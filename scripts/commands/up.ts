import type { Command } from 'commander';
import { assertClone } from './clone.ts';

/** `tilth up`: the whole commons on this machine. */
export function addUp(program: Command): void {
  program
    .command('up')
    .description('start a whole commons on this machine, run the seven steps, and stay up')
    .option('--once', 'run the steps and exit')
    .option('--json', 'write one JSON object about the steps to standard output')
    .option('--fresh', 'start over (the old state folder is kept aside)')
    .option('--corpus <directory>', 'folder tree whose first-level folders are registers')
    .option('--directory <directory>', 'where state is kept')
    .option('--page-port <port>', 'web page')
    .option('--gate-port <port>', 'API of the first gate')
    .option('--second-gate-port <port>', 'API of the second gate')
    .option('--graphql-port <port>', 'indexer')
    .option('--chain-port <port>', 'local chain')
    .option('--training-bytes <bytes>', 'bytes of text that a run reads, as the first policy plans it')
    .action(async (flags: Record<string, unknown>) => {
      const { once, json, fresh, ...rest } = flags;
      assertClone('tilth up');
      // Imported when asked for, so that other commands start without it.
      const [{ up }, { readSettings }] = await Promise.all([import('../local/up.ts'), import('../local/settings.ts')]);
      process.exitCode = await up({
        settings: readSettings(rest),
        once: once === true,
        json: json === true,
        fresh: fresh === true,
      });
    });
}
