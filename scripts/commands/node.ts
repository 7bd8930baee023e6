import { spawn } from 'node:child_process';
import { extname, join } from 'node:path';
import type { Command } from 'commander';

/** `tilth node start --directory DIR`: one node of any commons, by its own configuration file. */
export function addNode(program: Command): void {
  const node = program.command('node').description('run one node');
  node
    .command('start')
    .description('start the daemon with the configuration in DIR/config.json')
    .requiredOption('--directory <directory>', "the node's folder")
    .action(
      (flags: { directory: string }) =>
        new Promise<void>((done) => {
          const main = join(import.meta.dirname, `../../node/main${extname(import.meta.filename)}`);
          const child = spawn(process.execPath, [main, '--directory', flags.directory], { stdio: 'inherit' });
          for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
          child.once('exit', (code) => {
            process.exitCode = code ?? 1;
            done();
          });
        }),
    );
}
