import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ChildFailedError, type ChildOptions, type ChildProcessHandle } from '../../../scripts/local/child.ts';
import { createSupervisor } from '../../../scripts/local/supervise.ts';

describe('supervisor of a local commons', () => {
  const program = { name: 'north', command: 'node', args: () => [], isReady: () => true };
  const failure = () => new ChildFailedError('north', 'was ended by SIGKILL', '/nowhere/north.log');

  /** A supervisor over starts that a test ends by hand, with a clock that only its waits move. */
  const supervised = async (isStartable: (start: number) => boolean = () => true) => {
    const said: string[] = [];
    const waits: number[] = [];
    const starts: ChildOptions[] = [];
    const stopping = new AbortController();
    let time = 0;
    const supervise = createSupervisor({
      logDirectory: '/nowhere',
      adopt: () => {},
      say: (line) => said.push(line),
      signal: stopping.signal,
      now: () => time,
      wait: async (milliseconds) => {
        waits.push(milliseconds);
        time += milliseconds;
      },
      start: async (options) => {
        starts.push(options);
        if (!isStartable(starts.length)) throw failure();
      },
    });
    await supervise(program);
    const end = async () => {
      starts.at(-1)?.onExit(failure());
      await new Promise(setImmediate);
    };
    return { said, waits, starts, stopping, end, pass: (milliseconds: number) => (time += milliseconds) };
  };

  it('starts a process again that ended, later and later, and says so', async () => {
    const { said, waits, starts, end } = await supervised();
    await end();
    await end();
    await end();
    expect(starts).to.have.length(4);
    expect(waits).to.deep.equal([1_000, 2_000, 4_000]);
    expect(said[0]).to.include('north').and.to.include('SIGKILL').and.to.include('again in 1 s');
    expect(said[1]).to.equal('The north process is back.');
  });

  it('gives up on one that ends again and again, with the reason', async () => {
    const { said, starts, end } = await supervised((start) => start === 1);
    await end();
    expect(starts.length).to.be.lessThan(10);
    expect(said.at(-1)).to.include('within a minute').and.to.include('brings it back');
  });

  it('forgets what was long ago', async () => {
    const { waits, end, pass } = await supervised();
    for (let i = 0; i < 8; i += 1) {
      await end();
      pass(61_000);
    }
    expect(new Set(waits)).to.deep.equal(new Set([1_000]));
  });

  it('leaves a commons that is stopping alone', async () => {
    const { starts, stopping, end } = await supervised();
    stopping.abort();
    await end();
    expect(starts).to.have.length(1);
  });

  describe('with real processes', () => {
    const logDirectory = mkdtempSync(join(tmpdir(), 'tilth-children-'));
    const adopted: ChildProcessHandle[] = [];
    const stopping = new AbortController();
    const said: string[] = [];
    const supervise = createSupervisor({
      ...{ logDirectory, signal: stopping.signal, say: (line: string) => said.push(line), wait: async () => {} },
      adopt: (child) => adopted.push(child),
    });
    const run = (name: string, script: string) =>
      supervise({ name, command: process.execPath, args: () => ['-e', script], isReady: (line) => line === 'ready' });

    after(async () => {
      stopping.abort();
      await Promise.all(adopted.map((child) => child.stop()));
      rmSync(logDirectory, { recursive: true, force: true });
    });

    it('brings one back that was killed', async () => {
      await run('north', "console.log('ready'); setInterval(() => {}, 1000)");
      process.kill((adopted[0] as ChildProcessHandle).pid, 'SIGKILL');
      for (const end = Date.now() + 20_000; said.length < 2 && Date.now() < end; )
        await new Promise((done) => setTimeout(done, 20));
      expect(said[0]).to.include('SIGKILL');
      expect(said[1]).to.include('is back');
      expect(adopted).to.have.length(2);
    });

    it('tells why one did not start, in its own sentence', async () => {
      const last = 'The node stopped: DiskFullError: There is no room left.\\n    at open (file.ts:1:1)';
      const error = await run('south', `console.error('${last}'); process.exit(1)`).catch((it: unknown) => it);
      expect(error).to.be.instanceOf(ChildFailedError);
      expect((error as Error).message).to.include('ended with 1: There is no room left. Its log:');
    });
  });
});
