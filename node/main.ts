import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { plain, plainJson } from '../protocol/plain.ts';

enableCompileCache();
// Keys, journals and blocks are for the account alone that runs the node.
process.umask(0o077);

const STOP_MS = 3_000;

/** Runs one node until it is told to stop: `node node/main.ts --directory DIR`. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { directory: { type: 'string' } } });
  if (!values.directory) throw new NoDirectoryError();
  // Imported after the compile cache is on.
  const [{ readConfig }, { pino }] = await Promise.all([import('./config.ts'), import('pino')]);
  const config = readConfig(values.directory);
  const log = pino(
    { name: config.name, level: config.logLevel, hooks: { streamWrite: plainJson } },
    pino.destination({ dest: 2, sync: true }),
  );
  const { createNode } = await import('./node.ts');
  const node = await createNode(config, log);

  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(130);
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_MS).unref();
    node.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const { peerId, multiaddrs, api } = node;
  process.stdout.write(`${JSON.stringify({ ready: true, peerId, multiaddrs, api })}\n`);
}

/** The command line does not say which node to run. */
export class NoDirectoryError extends BaseError {
  override readonly name = 'NoDirectoryError';
  override readonly kind = 'invalid';
  constructor() {
    super('Say where the node lives.', { hint: 'node node/main.ts --directory DIR' });
  }
}

/** Says in a sentence why the node ends, and ends it. */
function fail(error: unknown): never {
  const sentence = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  // Our own errors say what to do; of others only the place helps.
  const stack = error instanceof BaseError ? '' : where(error);
  process.stderr.write(plain(`The node stopped: ${sentence}\n${stack && `${stack}\n`}`));
  process.exit(1);
}

function where(error: unknown): string {
  return error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 6).join('\n') : '';
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
main().catch(fail);
