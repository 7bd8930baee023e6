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
