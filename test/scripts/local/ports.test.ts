import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { anvilProgram, findAnvil } from '../../../scripts/local/chain.ts';
import { ChildFailedError, type ChildProcessHandle, type Program, startChild } from '../../../scripts/local/child.ts';
import { freePorts, listensAt } from '../../../scripts/local/ports.ts';

const HOST = '127.0.0.1';

describe('ports of a local commons', () => {
  const logDirectory = mkdtempSync(join(tmpdir(), 'tilth-ports-'));
  const adopted: ChildProcessHandle[] = [];
  let stranger: Server;
  let taken: number;

  /** Somebody who answers as a chain would. */
  before(async () => {
    stranger = createServer((_, response) => response.end('{"jsonrpc":"2.0","id":1,"result":"0x7a69"}'));
    await new Promise<void>((done) => stranger.listen(0, HOST, done));
    taken = (stranger.address() as AddressInfo).port;
  });
  after(async () => {
    await Promise.all(adopted.map((child) => child.stop()));
    stranger.close();
    rmSync(logDirectory, { recursive: true, force: true });
  });

  const start = (program: Program) =>
    startChild({ ...program, logDirectory, readyMs: 10_000, adopt: (it) => adopted.push(it), onExit: () => {} });

  it('tells who listens', function () {
    if (process.platform !== 'linux') return this.skip();
    expect(listensAt(process.pid, { host: HOST, port: taken })).to.equal(true);
    expect(listensAt(process.pid, { host: '127.0.0.2', port: taken })).to.equal(false);
    expect(listensAt(process.ppid, { host: HOST, port: taken })).to.equal(false);
  });

  it('takes nobody else for the chain who answers on its port', async function () {
    const anvil = findAnvil();
    if (!anvil) return this.skip();
    const state = join(logDirectory, 'state.json');
    const error = await start(anvilProgram(anvil, { host: HOST, port: taken, state: () => state })).catch(
      (it: unknown) => it,
    );
    expect(error).to.be.instanceOf(ChildFailedError);
    const [port] = await freePorts(HOST, 1);
    await start(anvilProgram(anvil, { host: HOST, port: port as number, state: () => state }));
    expect(listensAt(adopted.at(-1)?.pid ?? 0, { host: HOST, port: port as number })).to.equal(true);
  });
});
