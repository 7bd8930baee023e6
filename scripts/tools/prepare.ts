import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildPage } from '../local/buildPage.ts';

/**
 * Compiles the contracts and builds the page once, at installation, so that the first `npm start` need not. What goes
 * wrong here is only a warning: `tilth up` builds again and then says why it cannot.
 */
const root = join(import.meta.dirname, '../..');
const hardhat = join(root, 'node_modules/.bin/hardhat');
const compiled = spawnSync(hardhat, ['build', '--quiet', '--no-tests'], { cwd: root, encoding: 'utf8' });
if (compiled.status !== 0) console.warn(`the contracts were not compiled yet: ${compiled.stderr}`);
await buildPage(AbortSignal.timeout(120_000)).catch((error: Error) => console.warn(error.message));
