import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { WALL_FILE } from '../../../scripts/faults/wall.ts';

/** Asks a server over one connection that is kept open, and says what came of it, again and again. */
const ASKING = `
  const url = process.argv.at(-1);
  setInterval(() => fetch(url).then((it) => it.text()).then(console.log, () => console.log('cut')), 100);
`;

describe('wall around a node', () => {
  const root = mkdtempSync(join(tmpdir(), 'tilth-wall-'));
  const file = join(root, 'cuts.json');
  const servers: Server[] = [];
  after(() => {
    for (const server of servers) server.close();
    rmSync(root, { recursive: true, force: true });
  });

  const serve = async (): Promise<number> => {
    const server = createServer((_, response) => response.end('here'));
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return (server.address() as AddressInfo).port;
  };

  it('ends connections to a port that is cut, old and new ones, of that node and to that port alone', async () => {
    const [cutPort, otherPort] = await Promise.all([serve(), serve()]);
    const start = (node: string, port: number) => {
      const wall = join(import.meta.dirname, '../../../scripts/faults/wall.ts');
      const how = [`--import=${wall}`, '-e', ASKING, '--', '--directory', join(root, node), `http://127.0.0.1:${port}`];
      const child = spawn(process.execPath, how, { env: { ...process.env, [WALL_FILE]: file }, stdio: 'pipe' });
      let last = '';
      createInterface({ input: child.stdout }).on('line', (line) => {
        last = line;
      });
      return { last: () => last, forget: () => (last = ''), stop: () => child.kill('SIGKILL') };
    };
    const children = [start('north', cutPort), start('north', otherPort), start('south', cutPort)];
    const until = async (expected: readonly string[]) => {
      for (const child of children) child.forget();
      const said = () => children.map(({ last }) => last());
      for (const end = Date.now() + 20_000; said().join() !== expected.join() && Date.now() < end; )
        await new Promise((done) => setTimeout(done, 50));
      expect(said()).to.deep.equal(expected);
    };
    try {
      await until(['here', 'here', 'here']);
      writeFileSync(file, JSON.stringify({ north: [cutPort] }));
      await new Promise((done) => setTimeout(done, 300));
      await until(['cut', 'here', 'here']);
      writeFileSync(file, '{}');
      await until(['here', 'here', 'here']);
    } finally {
      for (const child of children) child.stop();
    }
  });
});
