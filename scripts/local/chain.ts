import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { restoreState } from './chainState.ts';
import { type ChildProcessHandle, startChild } from './child.ts';

export type LocalChain = {
  readonly rpcUrl: string;
  readonly persists: boolean;
  readonly engine: string;
};

type Options = {
  readonly directory: string;
  readonly host: string;
  readonly port: number;
  readonly logDirectory: string;
  readonly adopt: (process: ChildProcessHandle) => void;
  readonly onExit: (code: number | null) => void;
};

/** Starts the local EVM: anvil, which persists, where npm has its binary; Hardhat's node, which does not, elsewhere. */
export async function startChain(options: Options): Promise<LocalChain> {
  const rpcUrl = `http://${options.host}:${options.port}`;
  const anvil = findAnvil();
  const common = { name: 'chain', logDirectory: options.logDirectory, onExit: options.onExit, adopt: options.adopt };
  if (!anvil) {
    const hardhat = join(import.meta.dirname, '../../node_modules/.bin/hardhat');
    const args = ['node', '--hostname', options.host, '--port', String(options.port)];
    await startChild({
      ...common,
      command: hardhat,
      args,
      isReady: (line) => line.includes('Started HTTP'),
    });
    return { rpcUrl, persists: false, engine: 'hardhat node' };
  }
  const state = restoreState(options.directory);
  await startChild({
    ...common,
    command: anvil,
    args: [
      ...['--host', options.host, '--port', String(options.port), '--accounts', '40', '--chain-id', '31337'],
      ...['--state', state, '--state-interval', '1', '--hardfork', 'prague', '--order', 'fifo', '--silent'],
    ],
    // Silent, or each call of each node would be a line in its log.
    isReady: () => false,
    probe: () => answers(rpcUrl),
  });
  return { rpcUrl, persists: true, engine: 'anvil' };
}

async function answers(rpcUrl: string): Promise<boolean> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] });
  const response = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(
    () => null,
  );
  return response?.ok === true;
}

/** Path of anvil's binary, or null on a platform for which npm does not carry it. */
export function findAnvil(): string | null {
  try {
    const found = createRequire(import.meta.url).resolve(
      `@foundry-rs/anvil-${process.platform}-${architecture()}/bin/anvil`,
    );
    return existsSync(found) ? found : null;
  } catch {
    return null;
  }
}

function architecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch;
}
