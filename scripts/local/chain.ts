import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createTestClient, http, parseEther, publicActions } from 'viem';
import { foundry } from 'viem/chains';
import { restoreState } from './chainState.ts';
import type { Program } from './child.ts';
import type { Person } from './people.ts';
import { freePorts, listensAt } from './ports.ts';
import type { Supervise } from './supervise.ts';

export type LocalChain = {
  /**
   * Where the EVM itself answers whoever asks anything, such as to be another account: an address that is made anew at
   * each start and told to our own processes alone.
   */
  readonly engineUrl: string;
  readonly persists: boolean;
  readonly engine: string;
};

type Options = {
  readonly directory: string;
  readonly host: string;
  /** Who has money to send with. */
  readonly people: readonly Person[];
  readonly supervise: Supervise;
};

const FUNDS = parseEther('10000');

/** Starts the local EVM: anvil, which persists, where npm has its binary; Hardhat's node, which does not, elsewhere. */
export async function startChain({ directory, host, people, supervise }: Options): Promise<LocalChain> {
  const hidden = hiddenHost(host);
  const [port = 0] = await freePorts(hidden, 1);
  const engineUrl = `http://${hidden}:${port}`;
  const anvil = findAnvil();
  if (anvil) {
    await supervise(anvilProgram(anvil, { host: hidden, port, state: () => restoreState(directory) }));
  } else {
    const hardhat = join(import.meta.dirname, '../../node_modules/.bin/hardhat');
    await supervise({
      name: 'chain',
      command: hardhat,
      args: () => ['node', '--hostname', hidden, '--port', String(port)],
      isReady: (line) => line.includes('Started HTTP'),
      // Its contracts would be gone.
      comesBack: false,
    });
  }
  await fund(engineUrl, people);
  return { engineUrl, persists: anvil !== null, engine: anvil ? 'anvil' : 'hardhat node' };
}

type Place = { readonly host: string; readonly port: number; readonly state: () => string };

/** anvil at a place of its own. Whoever else answers there is not the chain. */
export function anvilProgram(command: string, { host, port, state }: Place): Program {
  const answering = () => answers(`http://${host}:${port}`);
  return {
    name: 'chain',
    command,
    args: () => [
      ...['--host', host, '--port', String(port), '--accounts', '0', '--no-cors', '--chain-id', '31337'],
      ...['--state', state(), '--state-interval', '1'],
      ...['--hardfork', 'prague', '--order', 'fifo', '--silent'],
    ],
    // Silent, or each call of each node would be a line in its log.
    isReady: () => false,
    probe: async (pid) => listensAt(pid, { host, port }) !== false && (await answering()),
  };
}

/** An address of this machine that a web page cannot try out: one of 2^24 where the system has them, else the usual one. */
function hiddenHost(host: string): string {
  if (process.platform !== 'linux') return host;
  return `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
}

/** Gives money to people who have none; the chain knows no account of its own. */
async function fund(engineUrl: string, people: readonly Person[]): Promise<void> {
  const transport = http(engineUrl);
  // anvil knows Hardhat's names too.
  const client = createTestClient({ mode: 'hardhat', chain: foundry, transport }).extend(publicActions);
  await Promise.all(
    people.map(async ({ account: { address } }) => {
      if ((await client.getBalance({ address })) === 0n) await client.setBalance({ address, value: FUNDS });
    }),
  );
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
