import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { BaseError } from '../../protocol/errors/BaseError.ts';

/** Makes sure that each named port can be bound, before anything starts. @throws PortInUseError */
export async function assertPortsFree(host: string, ports: Readonly<Record<string, number>>): Promise<void> {
  for (const [flag, port] of Object.entries(ports)) {
    if (port !== 0) await assertPortFree(host, port, flag);
  }
}

function assertPortFree(host: string, port: number, flag: string): Promise<void> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', (cause) => fail(new PortInUseError(port, flag, cause)));
    server.listen(port, host, () => server.close(() => done()));
  });
}

export class PortInUseError extends BaseError {
  override readonly name = 'PortInUseError';
  override readonly kind = 'conflict';
  constructor(port: number, flag: string, cause: unknown) {
    super(`Port ${port} cannot be used.`, {
      hint: `Stop what listens there (another "tilth up"?), or choose another port with ${flag} N.`,
      cause,
    });
  }
}

export type Bound = { readonly url: string; readonly stop: () => Promise<void> };

/** Has a server of our own listen. @throws PortInUseError naming the option that chooses another port */
export async function bind(
  server: HttpServer,
  { host, port, flag }: { readonly host: string; readonly port: number; readonly flag: string },
): Promise<Bound> {
  await new Promise<void>((done, fail) => {
    server.once('error', (cause) => fail(new PortInUseError(port, flag, cause)));
    server.listen(port, host, done);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host}:${bound}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

type Place = { readonly host: string; readonly port: number };

/** Whether it is this process that listens at a place (IPv4), and nobody else; null where the system does not tell. */
export function listensAt(pid: number, { host, port }: Place): boolean | null {
  if (process.platform !== 'linux') return null;
  const address = Buffer.from(host.split('.').map(Number).reverse()).toString('hex').toUpperCase();
  const place = `${address}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  try {
    const rows = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').split('\n');
    const inodes = rows.map((row) => row.trim().split(/\s+/)).flatMap((it) => listeningInode(it, place));
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((fd) => inodes.includes(readlinkSync(`${folder}/${fd}`)));
  } catch {
    // The process has ended, or closed a file in this moment.
    return false;
  }
}

/** A row of the table of sockets: number, own address, other address, state (0A listens), ..., inode. */
function listeningInode([, own, , state, , , , , , inode]: readonly string[], place: string): string[] {
  return own === place && state === '0A' ? [`socket:[${inode}]`] : [];
}

/** Some ports that are free now. */
export async function freePorts(host: string, count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(host)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function listen(host: string): Promise<Server> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, host, () => done(server));
  });
}
