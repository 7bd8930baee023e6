import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateKeyPair } from '@libp2p/crypto/keys';
import { expect } from 'chai';
import { CID } from 'multiformats/cid';
import { createNetwork } from '../../../node/network/createNetwork.ts';
import { startHost } from '../../../node/network/host.ts';
import { BlockNotFoundError, BlockTooLargeError, createStorage } from '../../../node/storage/createStorage.ts';

const ABSENT = CID.parse('bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku');

describe('storage', () => {
  let directory: string;
  let one: Awaited<ReturnType<typeof start>>;
  let two: Awaited<ReturnType<typeof start>>;

  async function start(name: string, bootstrap: readonly string[] = []) {
    const host = await startHost({ privateKey: await generateKeyPair('Ed25519'), listen: ['/ip4/127.0.0.1/tcp/0'] });
    const network = createNetwork({ host, bootstrap });
    const path = join(directory, name, 'blocks.sqlite');
    const storage = await createStorage({ host, network, path, longestGetMs: 1_000 });
    return { network, storage };
  }

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tilth-storage-'));
    one = await start('one');
    two = await start('two', one.network.multiaddrs());
    while (two.network.peers().length === 0) await sleep(20);
  });
  after(async () => {
    for (const it of [two, one]) {
      await it.storage.stop();
      await it.network.stop();
    }
    rmSync(directory, { recursive: true, force: true });
  });

  it('gives a block its CID, keeps it, and forgets it on request', async () => {
    const cid = await one.storage.put(new TextEncoder().encode('hello'), 'raw');
    expect(cid.toString()).to.equal('bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq');
    expect(await one.storage.has(cid)).to.equal(true);
    await one.storage.delete(cid);
    expect(await one.storage.has(cid)).to.equal(false);
  });

  it('gives up a block that nobody has, also for a caller who would wait for ever', async () => {
    const { signal } = new AbortController();
    expect(await two.storage.get(ABSENT, { signal }).catch((it: unknown) => it)).to.be.instanceOf(BlockNotFoundError);
  }).timeout(10_000);

  it('fetches many blocks from a peer at once', async () => {
    const blocks = Array.from({ length: 60 }, () => randomBytes(2048));
    const cids = await Promise.all(blocks.map((it) => one.storage.put(it, 'raw')));
    const fetched = await Promise.all(cids.map((cid) => two.storage.get(cid)));
    fetched.forEach((block, i) => {
      expect(Buffer.compare(block, blocks[i] as Buffer)).to.equal(0);
    });
    expect(await two.storage.has(cids[0] as CID)).to.equal(true);
  });

  it('fetches a block that Bitswap refuses to carry', async () => {
    const block = randomBytes(6 * 1024 * 1024);
    const cid = await one.storage.put(block, 'raw');
    expect(Buffer.compare(await two.storage.get(cid), block)).to.equal(0);
  });

  it('fetches a block that the peer gets only after it was asked', async () => {
    const block = randomBytes(100);
    const cid = await one.storage.put(block, 'raw');
    await one.storage.delete(cid);
    const wanted = two.storage.get(cid);
    await sleep(400);
    await one.storage.put(block, 'raw');
    expect(Buffer.compare(await wanted, block)).to.equal(0);
  });

  it('says at the signal that no peer has the block', async () => {
    const started = performance.now();
    const error = await two.storage.get(ABSENT, { signal: AbortSignal.timeout(300) }).catch((it: unknown) => it);
    expect(error).to.be.instanceOf(BlockNotFoundError);
    expect(performance.now() - started).to.be.lessThan(2000);
  });

  it('refuses a block that no peer would take', async () => {
    const error = await one.storage.put(new Uint8Array(17 * 1024 * 1024), 'raw').catch((it: unknown) => it);
    expect(error).to.be.instanceOf(BlockTooLargeError);
  });
});
