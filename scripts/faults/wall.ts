import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { basename } from 'node:path';

/** Which ports a node may not reach, by the name of its folder. */
export type Cuts = Readonly<Record<string, readonly number[]>>;

/** The variable that names the file of cuts; without it nothing is watched. */
export const WALL_FILE = 'TILTH_FAULTS_WALL';

const LOOK_MS = 100;

const file = process.env[WALL_FILE];
const place = process.argv.indexOf('--directory');
if (file && place > 0) watch(file, basename(process.argv[place + 1] ?? ''));

/**
 * A firewall around this process, loaded before its program: connections to a port that is cut end at once, new ones and
 * open ones. The program itself is the one that ships.
 */
function watch(path: string, node: string): void {
  const sockets = new Set<Socket>();
  let cut: readonly number[] = [];
  const check = (socket: Socket) => {
    if (cut.includes(socket.remotePort ?? 0)) socket.destroy(new Error('the network is cut'));
  };
  const look = () => {
    cut = readCuts(path)[node] ?? [];
    for (const socket of sockets) check(socket);
  };
  subscribe('net.client.socket', (message) => {
    const { socket } = message as { socket: Socket };
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.once('connect', () => check(socket));
  });
  look();
  setInterval(look, LOOK_MS).unref();
}

function readCuts(path: string): Cuts {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Cuts;
  } catch {
    return {};
  }
}
