import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateKeyPair } from '@libp2p/crypto/keys';
import { expect } from 'chai';
import { CID } from 'multiformats/cid';
import { createNetwork } from '../../../node/network/createNetwork.ts';
import { startHost } from '../../../node/network/host.ts';
import { BlockNotFoundError, BlockTooLargeError, createStorage } from '../../../node/storage/createStorage.ts';
import { createScrubber } from '../../../node/storage/scrub.ts';

const ABSENT = CID.parse('bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku');

describe('storage', () => {
  let directory: string;
  let one: Awaited<ReturnType<typeof start>>;
  let two: Awaited<ReturnType<typeof start>>;
  /** What somebody owns, of any of the nodes. */
  const owned = new Set<string>();

  async function start(name: string, bootstrap: readonly string[] = []) {
    const host = await startHost({ privateKey: await generateKeyPair('Ed25519'), listen: ['/ip4/127.0.0.1/tcp/0'] });
    const network = createNetwork({ host, bootstrap });
    const path = join(directory, name, 'blocks.sqlite');
    const isOwned = (cid: CID) => owned.has(cid.toString());
    const storage = await createStorage({ host, network, path, isOwned, longestGetMs: 1_000 });
    return { network, storage, path };
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

  it('deletes no block that somebody owns', async () => {
    const cid = await one.storage.put(randomBytes(50), 'raw');
    owned.add(cid.toString());
    await one.storage.delete(cid);
    expect(await one.storage.has(cid)).to.equal(true);
    owned.delete(cid.toString());
    await one.storage.delete(cid);
    expect(await one.storage.has(cid)).to.equal(false);
  });

  it('leaves nothing of a deleted block on disk', async () => {
    const block = randomBytes(9_000);
    const cid = await one.storage.put(block, 'raw');
    await one.storage.delete(cid);
    one.storage.truncate();
    for (const file of [one.path, `${one.path}-wal`]) {
      expect(readFileSync(file).includes(block.subarray(4_000, 4_032)), file).to.equal(false);
    }
  });

  it('finds lost and damaged blocks, fetches them again, and tells once of those that nobody has', async () => {
    const cids = await Promise.all([randomBytes(60), randomBytes(60)].map((it) => one.storage.put(it, 'raw')));
    const [damaged, lost] = cids as [CID, CID];
    for (const cid of cids) await two.storage.get(cid);
    const file = new DatabaseSync(two.path);
    file.prepare('UPDATE blocks SET bytes = ? WHERE hash = ?').run(randomBytes(60), damaged.multihash.bytes);
    file.close();
    await two.storage.delete(lost);
    const kept = [damaged, lost, ABSENT].map(String);
    const troubles: string[] = [];
    const scrubber = createScrubber(
      {
        storage: two.storage,
        owned: { after: (cid) => (cid === null ? kept : []), isKept: (cid) => kept.includes(cid) },
        signal: new AbortController().signal,
        onTrouble: ({ cause }) => troubles.push(String(cause)),
      },
      { fetchMs: 1_000 },
    );
    await scrubber.run();
    for (const cid of cids) expect(await two.storage.isWhole(cid)).to.equal(true);
    expect(scrubber.lost()).to.deep.equal([ABSENT.toString()]);
    await scrubber.run();
    expect(troubles).to.have.length(1);
    expect(troubles[0]).to.match(/LostBlocksError.*1.*bafkreihdw/s);
  }).timeout(10_000);

  it('refuses a block that no peer would take', async () => {
    const error = await one.storage.put(new Uint8Array(17 * 1024 * 1024), 'raw').catch((it: unknown) => it);
    expect(error).to.be.instanceOf(BlockTooLargeError);
  });
});
