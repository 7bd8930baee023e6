import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { plainJson } from '../protocol/plain.ts';

enableCompileCache();
// Imported after the compile cache is on.
const [{ pino }, { readConfig }, { startIndexer }] = await Promise.all([
  import('pino'),
  import('./config.ts'),
  import('./indexer.ts'),
]);

process.umask(0o077);

const { values } = parseArgs({
  options: { config: { type: 'string' }, rebuild: { type: 'boolean' }, log: { type: 'string', default: 'info' } },
});

const logger = pino(
  { name: 'indexer', level: values.log, hooks: { streamWrite: plainJson } },
  pino.destination({ dest: 2, sync: true }),
);

try {
  if (!values.config) throw new BaseError('Give the configuration: node indexer/main.ts --config FILE');
  const config = await readConfig(values.config);
  const indexer = await startIndexer({ config, logger, rebuild: values.rebuild ?? false });
  process.stdout.write(`${JSON.stringify({ ready: true, graphql: indexer.graphql })}\n`);
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    void indexer.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  logger.fatal(error instanceof BaseError ? { values: error.values } : { err: error }, (error as Error).message);
  process.exitCode = error instanceof BaseError && !values.config ? 2 : 1;
}
