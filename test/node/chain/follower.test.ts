import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { TimeoutError, zeroHash } from 'viem';
import { createBlockReader } from '../../../node/chain/blockReader.ts';
import { createFollower, FollowerStoppedError } from '../../../node/chain/createFollower.ts';
import { type Fold, type Follower, on } from '../../../node/chain/follower.ts';
import { FoldFailedError } from '../../../node/chain/look.ts';
import { type Journal, openJournal } from '../../../node/journal/journal.ts';
import {
  type ScriptedRpc,
  scripted,
  scriptedDeployment,
  startScriptedRpc,
} from '../../../scripts/bench/scriptedRpc.ts';

const anchored = (size: number) =>
  scripted('depositLog', 'Anchored', { logId: 1n, size: BigInt(size), root: zeroHash, previous: zeroHash, uri: '' });

describe('follower', () => {
  let rpc: ScriptedRpc;
  let folder: string;
  let journal: Journal;
  let follower: Follower;
  /** What was given to the fold and taken back, in order. */
  let told: string[];
  let troubles: unknown[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tilth-follower-'));
    journal = openJournal(join(folder, 'journal.sqlite'));
    told = [];
    troubles = [];
  });
  afterEach(async () => {
    await follower.stop();
    journal.close();
    rmSync(folder, { recursive: true, force: true });
    await rpc.stop();
  });

  const createFold = (options: { version?: number; fails?: () => boolean } = {}): Fold => {
    journal.migrate('sizes', ['CREATE TABLE sizes (block INTEGER, log_index INTEGER, size INTEGER)']);
    const save = journal.database.prepare('INSERT INTO sizes VALUES (?, ?, ?)');
    const drop = journal.database.prepare('DELETE FROM sizes WHERE block >= ?');
    return {
      name: 'sizes',
      version: options.version ?? 1,
      handlers: [
        on('depositLog', 'Anchored', ({ args, blockNumber, logIndex }) => {
          save.run(blockNumber, logIndex, args.size);
          if (options.fails?.()) throw new Error('not now');
          told.push(String(args.size));
        }),
      ],
      undo: (from) => {
        if (drop.run(from).changes) told.push(`undo ${from}`);
      },
    };
  };
  const open = async (folds: readonly Fold[] = [createFold()], pollMs = 10) => {
    const onTrouble = (trouble: { cause: unknown }) => void troubles.push(trouble.cause);
    follower = await createFollower({
      rpcUrl: rpc.url,
      deployment: scriptedDeployment,
      journal,
      folds,
      pollMs,
      onTrouble,
    });
  };
  const sizes = () => {
    const rows = journal.database.prepare('SELECT size FROM sizes ORDER BY block, log_index').all();
    return rows.map((row) => row.size);
  };
  const asked = (method: string) => rpc.counts[method] ?? 0;
  const mineSizes = async (from: number, to: number) => {
    for (let size = from; size <= to; size += 1) await rpc.mine(anchored(size));
  };

  it('gives every event once and in order, and what others emit not at all', async () => {
    rpc = await startScriptedRpc();
    await open();
    await rpc.mine(anchored(1), anchored(2));
    const withdrawn = scripted('consentRegistry', 'Withdrawn', { deposit: zeroHash, depositor: `0x${'1'.repeat(40)}` });
    await rpc.mine(withdrawn);
    await rpc.mine(anchored(3));
    await follower.caughtUp();
    await rpc.mine(anchored(4));
    await Promise.all([follower.caughtUp(), follower.caughtUp(), follower.caughtUp()]);
    await follower.caughtUp();
    expect(told).to.deep.equal(['1', '2', '3', '4']);
    expect(sizes()).to.deep.equal([1, 2, 3, 4]);
    expect(follower.head().number).to.equal(4n);
  });

  it('follows by itself and tells listeners after the commit', async () => {
    rpc = await startScriptedRpc();
    await open();
    const changes: (readonly [bigint, readonly string[], number])[] = [];
    const enough = Promise.withResolvers<void>();
    follower.onCommitted(({ head, changed }) => {
      changes.push([head.number, [...changed], sizes().length]);
      if (head.number === 2n) enough.resolve();
    });
    await follower.caughtUp();
    follower.start();
    await rpc.mine();
    await follower.reached(1n);
    await rpc.mine(anchored(1));
    await enough.promise;
    expect(changes).to.deep.equal([
      [0n, [], 0],
      [1n, [], 0],
      [2n, ['sizes'], 1],
    ]);
  });

  it('asks only for new blocks after a restart', async () => {
    rpc = await startScriptedRpc({ height: 10_000_000 });
    await rpc.mine(anchored(1));
    await open();
    await follower.caughtUp();
    expect(asked('eth_getLogs')).to.equal(1);
    await follower.stop();
    await open();
    await follower.caughtUp();
    expect(asked('eth_getLogs')).to.equal(1);
    await rpc.mine();
    await rpc.mine(anchored(2));
    await follower.caughtUp();
    expect(asked('eth_getLogs')).to.equal(2);
    expect(told).to.deep.equal(['1', '2']);
  });

  it('makes everything anew when the folds are others', async () => {
    rpc = await startScriptedRpc();
    await mineSizes(1, 2);
    await open();
    await follower.caughtUp();
    await follower.stop();
    await open([createFold({ version: 2 })]);
    await follower.caughtUp();
    expect(told).to.deep.equal(['1', '2', 'undo 0', '1', '2']);
    expect(sizes()).to.deep.equal([1, 2]);
  });

  for (const depth of [1, 8]) {
    it(`undoes a branch of ${depth} once, and gives what replaces it once`, async () => {
      rpc = await startScriptedRpc();
      await mineSizes(1, 20);
      await open();
      for (let i = 0; i < 3; i += 1) await follower.caughtUp();
      // One look at a time, so that every block has its mark.
      await mineSizes(21, 21);
      await follower.caughtUp();
      told = [];
      rpc.dropBlocks(depth);
      await mineSizes(101, 100 + depth + 1);
      await follower.caughtUp();
      await follower.caughtUp();
      const added = Array.from({ length: depth + 1 }, (_, i) => 101 + i);
      expect(told).to.deep.equal([`undo ${22 - depth}`, ...added.map(String)]);
      const kept = Array.from({ length: 21 - depth }, (_, i) => i + 1);
      expect(sizes()).to.deep.equal([...kept, ...added]);
    });
  }

  it('delivers an event that moved into the block that replaces the newest', async () => {
    rpc = await startScriptedRpc();
    await rpc.mine();
    await open();
    await follower.caughtUp();
    rpc.dropBlocks(1);
    await rpc.mine(anchored(1));
    await rpc.mine();
    await follower.caughtUp();
    expect(told).to.deep.equal(['1']);
  });

  it('finds its way when the branch goes deeper than the blocks that it remembers', async () => {
    rpc = await startScriptedRpc();
    for (let i = 0; i < 50; i += 1) await rpc.mine(...(i === 10 ? [anchored(1)] : []));
    await open();
    await follower.caughtUp();
    await mineSizes(2, 3);
    await follower.caughtUp();
    // No mark is left but that of the first range's event and of the head; the branch begins below both.
    journal.database.exec('DELETE FROM follower_marks WHERE number < 50');
    rpc.dropBlocks(30);
    for (let i = 0; i < 40; i += 1) await rpc.mine(...(i === 39 ? [anchored(9)] : []));
    told = [];
    await follower.caughtUp();
    expect(told).to.deep.equal(['undo 0', '1', '9']);
    expect(sizes()).to.deep.equal([1, 9]);
  });

  it('remembers few blocks of a long chain, dense near its head', async () => {
    rpc = await startScriptedRpc();
    await open();
    for (let i = 0; i < 600; i += 1) {
      await rpc.mine();
      await follower.caughtUp();
    }
    const rows = journal.database.prepare('SELECT number FROM follower_marks ORDER BY number DESC').all();
    const numbers = rows.map((row) => Number(row.number));
    expect(numbers.slice(0, 65)).to.deep.equal(Array.from({ length: 65 }, (_, i) => 600 - i));
    expect(numbers.length).to.be.lessThan(200);
    for (const [i, number] of numbers.slice(1).entries()) {
      expect((numbers[i] ?? 0) - number).to.be.lessThan(Math.max(2, (600 - number) / 8));
    }
  });

  it('narrows a range that the RPC refuses, and widens it again', async () => {
    rpc = await startScriptedRpc({ height: 90_000 });
    rpc.trouble.widest = 10_000;
    await mineSizes(1, 3);
    await open();
    await follower.caughtUp();
    expect(told).to.deep.equal(['1', '2', '3']);
    expect(asked('eth_getLogs')).to.be.lessThan(25);
    expect(troubles).to.deep.equal([]);
  });

  it('asks for wide ranges again when the RPC takes them again', async () => {
    rpc = await startScriptedRpc({ height: 1_000_000 });
    rpc.trouble.widest = 10;
    rpc.trouble.before = async () => {
      if (asked('eth_getLogs') === 30) rpc.trouble.widest = 2_000_000;
    };
    await mineSizes(1, 1);
    await open();
    await follower.caughtUp();
    expect(told).to.deep.equal(['1']);
    expect(asked('eth_getLogs')).to.be.lessThan(150);
  });

  it('narrows a range with more events than the RPC gives', async () => {
    rpc = await startScriptedRpc();
    rpc.trouble.mostEvents = 7;
    await mineSizes(1, 40);
    await open();
    await follower.caughtUp();
    expect(sizes()).to.deep.equal(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  it('outlives an outage, and tells of it once', async () => {
    rpc = await startScriptedRpc();
    await open();
    follower.start();
    await rpc.mine(anchored(1));
    await follower.reached(1n);
    rpc.trouble.isAway = true;
    await rpc.mine(anchored(2));
    expect(await follower.caughtUp().catch((it: unknown) => it)).to.be.instanceOf(Error);
    while (troubles.length === 0) await new Promise((done) => setTimeout(done, 5));
    await new Promise((done) => setTimeout(done, 100));
    rpc.trouble.isAway = false;
    while (told.length < 2) await new Promise((done) => setTimeout(done, 5));
    expect(told).to.deep.equal(['1', '2']);
    expect(troubles).to.have.length(1);
  });

  it('goes on where it was killed between two ranges', async () => {
    rpc = await startScriptedRpc();
    rpc.trouble.widest = 5;
    await mineSizes(1, 20);
    await open();
    let ranges = 0;
    rpc.trouble.before = async (method) => {
      if (method === 'eth_getLogs') ranges += 1;
      if (ranges === 6) throw new Error('killed');
    };
    await follower.caughtUp().catch(() => {});
    const before = [...told];
    expect(before).to.not.have.length(0).and.not.have.length(20);
    const killed = follower;
    rpc.trouble.before = async () => {};
    await open();
    await follower.caughtUp();
    expect(told).to.deep.equal(Array.from({ length: 20 }, (_, i) => String(i + 1)));
    await killed.stop();
  });

  it('keeps nothing of a range that a fold cannot take, and gives it to all folds again', async () => {
    rpc = await startScriptedRpc();
    await mineSizes(1, 3);
    let calls = 0;
    const other: string[] = [];
    const fold = createFold({ fails: () => ++calls === 2 });
    const second: Fold = {
      name: 'other',
      version: 1,
      handlers: [on('depositLog', 'Anchored', ({ args }) => void other.push(String(args.size)))],
      undo: () => {},
    };
    await open([fold, second]);
    const error = await follower.caughtUp().catch((it: unknown) => it);
    expect(error).to.be.instanceOf(FoldFailedError);
    expect(sizes()).to.deep.equal([]);
    expect(other).to.deep.equal(['1']);
    await follower.caughtUp();
    expect(sizes()).to.deep.equal([1, 2, 3]);
    expect(other).to.deep.equal(['1', '1', '2', '3']);
  });

  for (const method of ['eth_getLogs', 'eth_getBlockByNumber']) {
    it(`reads again when the chain moves at ${method}`, async () => {
      rpc = await startScriptedRpc();
      await mineSizes(1, 10);
      await open();
      await follower.caughtUp();
      await mineSizes(11, 14);
      for (const nth of [1, 2, 3]) {
        let calls = 0;
        const kept = 14 + (nth - 1) - 2;
        rpc.trouble.before = async (it) => {
          if (it !== method) return;
          calls += 1;
          if (calls !== nth) return;
          rpc.dropBlocks(2);
          for (let i = 1; i <= 3; i += 1) await rpc.mine(anchored(100 * nth + i));
        };
        await follower.caughtUp();
        rpc.trouble.before = async () => {};
        await follower.caughtUp();
        if (calls >= nth) {
          const newest = [1, 2, 3].map((i) => 100 * nth + i);
          expect(sizes().slice(kept)).to.deep.equal(newest, `at question ${nth}`);
        }
        expect(sizes()).to.have.length(rpc.head());
      }
    });
  }

  it('takes the events of a block from no other that replaces it meanwhile', async () => {
    rpc = await startScriptedRpc();
    await open();
    await follower.caughtUp();
    await mineSizes(1, 1);
    rpc.trouble.before = async (method) => {
      if (method !== 'eth_getLogs') return;
      rpc.trouble.before = async () => {};
      rpc.dropBlocks(1);
      await mineSizes(2, 2);
    };
    await follower.caughtUp();
    await follower.caughtUp();
    expect(told).to.deep.equal(['2']);
  });

  it('reads again when the chain moves below the cursor while it is asked for events above', async () => {
    rpc = await startScriptedRpc();
    for (let i = 0; i < 10; i += 1) await rpc.mine();
    await open();
    await follower.caughtUp();
    await mineSizes(1, 4);
    rpc.trouble.before = async (method) => {
      if (method !== 'eth_getLogs') return;
      rpc.trouble.before = async () => {};
      rpc.dropBlocks(8);
      for (let i = 1; i <= 9; i += 1) await rpc.mine(...(i === 2 || i === 7 ? [anchored(i * 100)] : []));
    };
    await follower.caughtUp();
    await follower.caughtUp();
    expect(sizes()).to.deep.equal([200, 700]);
    expect(told).to.deep.equal(['200', '700']);
  });

  it('gives a caller what was there when it called, also when a look is under way', async () => {
    rpc = await startScriptedRpc();
    await mineSizes(1, 1);
    await open();
    const isAsked = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    rpc.trouble.before = async (method) => {
      if (method !== 'eth_getLogs') return;
      isAsked.resolve();
      await held.promise;
    };
    const first = follower.caughtUp();
    await isAsked.promise;
    await mineSizes(2, 2);
    const second = follower.caughtUp();
    held.resolve();
    await Promise.all([first, second]);
    expect(told).to.deep.equal(['1', '2']);
  });

  it('goes back with a chain that was restored from a copy', async () => {
    rpc = await startScriptedRpc();
    await open();
    for (let size = 1; size <= 6; size += 1) {
      await rpc.mine(anchored(size));
      await follower.caughtUp();
    }
    rpc.goBack(4);
    await follower.caughtUp();
    expect(sizes()).to.deep.equal([1, 2]);
    rpc.dropBlocks(0);
    await mineSizes(7, 8);
    await follower.caughtUp();
    expect(sizes()).to.deep.equal([1, 2, 7, 8]);
    expect(told.filter((it) => it.startsWith('undo'))).to.deep.equal(['undo 3']);
  });

  it('ends at once when it stops, waiting callers included', async () => {
    rpc = await startScriptedRpc();
    await open();
    const held = Promise.withResolvers<void>();
    rpc.trouble.before = () => held.promise;
    const waiting = [follower.caughtUp(), follower.reached(5n)].map((it) => it.catch((error: unknown) => error));
    follower.start();
    await follower.stop();
    held.resolve();
    expect((await Promise.all(waiting)).every((it) => it instanceof Error)).to.equal(true);
    expect(await follower.caughtUp().catch((it: unknown) => it)).to.be.instanceOf(FollowerStoppedError);
    expect(troubles).to.deep.equal([]);
  });

  it('lets a caller give up', async () => {
    rpc = await startScriptedRpc();
    await open();
    const signal = AbortSignal.timeout(30);
    const error = await follower.reached(5n, { signal }).catch((it: unknown) => it);
    expect(error).to.be.instanceOf(Error);
  });

  it('leaves no failure behind for a caller that had given up before it asked', async () => {
    rpc = await startScriptedRpc();
    await open();
    rpc.trouble.isAway = true;
    const lost: unknown[] = [];
    const hear = (cause: unknown) => void lost.push(cause);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', hear);
    try {
      const error = await follower.caughtUp({ signal: AbortSignal.abort() }).catch((it: unknown) => it);
      expect(error).to.be.instanceOf(Error);
      await new Promise((done) => setTimeout(done, 100));
    } finally {
      process.off('unhandledRejection', hear);
      for (const other of others) process.on('unhandledRejection', other);
    }
    expect(lost).to.deep.equal([]);
  });

  it('waits for an RPC that never answers no longer than its limit', async () => {
    rpc = await startScriptedRpc();
    await open();
    rpc.trouble.before = () => new Promise(() => {});
    const { signal } = new AbortController();
    const { url: rpcUrl } = rpc;
    const reader = await createBlockReader({
      rpcUrl,
      deployment: scriptedDeployment,
      folds: [],
      signal,
      timeoutMs: 50,
    });
    expect(await reader.head().catch((it: unknown) => it)).to.be.instanceOf(TimeoutError);
  });

  it('takes an event that an RPC gives twice once', async () => {
    rpc = await startScriptedRpc();
    await open();
    await mineSizes(1, 2);
    rpc.trouble.isDouble = true;
    await follower.caughtUp();
    expect(sizes()).to.deep.equal([1, 2]);
  });

  for (const [what, lie] of Object.entries({
    'taken back': { removed: true },
    'in no block yet': { blockNumber: null },
    'after the range': { blockNumber: '0x64' },
    'before the range': { blockNumber: '0x1' },
    'of another block': { blockHash: `0x${'ee'.repeat(32)}` },
  })) {
    it(`folds nothing of an answer with an event that is ${what}, and all of the next`, async () => {
      rpc = await startScriptedRpc();
      await open();
      await mineSizes(1, 2);
      await follower.caughtUp();
      for (const size of [[3], [4, 5]]) {
        for (const one of size) await mineSizes(one, one);
        const before = sizes();
        rpc.trouble.lie = (log) => ({ ...log, ...lie });
        expect(await follower.caughtUp().catch((it: unknown) => it)).to.be.instanceOf(Error);
        expect(sizes()).to.deep.equal(before);
        rpc.trouble.lie = (log) => log;
        await follower.caughtUp();
      }
      expect(sizes()).to.deep.equal([1, 2, 3, 4, 5]);
      expect(told.filter((it) => it.startsWith('undo'))).to.deep.equal([]);
    });
  }
});
