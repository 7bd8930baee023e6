import { expect } from 'chai';
import { keccak256, sha256, toHex } from 'viem';
import { AdapterMismatchError, adoptAdapter } from '../../../node/experts/kinds/decoder.ts';
import { createPublisher } from '../../../node/experts/publish.ts';
import { createRestorer } from '../../../node/experts/restore.ts';
import { BadExpertManifestError, decodeManifest, encodeManifest } from '../../../protocol/blocks/expertManifest.ts';
import { createGenerator, decoder, someList } from '../gates/experts.ts';
import { createMemoryStorage } from '../work/memoryChain.ts';
import { createMemoryRegistry } from './memoryRegistry.ts';

const base = { base: keccak256(toHex('base')), tokenizer: keccak256(toHex('words')), runtimeClass: 'test/1' };
const bytes = new TextEncoder().encode('adapter');
const generator = createGenerator();

function setUp() {
  const chain = createMemoryRegistry();
  const storage = createMemoryStorage();
  const open = () => createPublisher({ ...chain.publishing, storage });
  return { chain, storage, open };
}

describe('createPublisher', () => {
  it('publishes once, updates on change, and sends nothing after a restart', async () => {
    const { chain, open } = setUp();
    const first = await open()(decoder('base'), []);
    expect(chain.manifests.get(first.expertId)!.hashes).to.have.length(1);
    const again = await open()(decoder('base'), []);
    expect(again.expertId).to.equal(first.expertId);
    expect(chain.sent()).to.equal(1);
    const changed = await open()(decoder('other'), []);
    expect(changed.expertId).to.equal(first.expertId);
    expect(chain.manifests.get(first.expertId)!.hashes).to.have.length(2);
  });

  it('gives one expert to two publications at the same moment', async () => {
    const { chain, open } = setUp();
    const publish = open();
    const [a, b] = await Promise.all([publish(decoder('base'), []), publish(decoder('base'), [])]);
    expect(a.expertId).to.equal(b.expertId);
    expect(chain.manifests.size).to.equal(1);
  });

  it('stores the manifest that the chain names', async () => {
    const { chain, storage, open } = setUp();
    const served = await open()(decoder('base'), []);
    const stored = await storage.get(served.manifestCid);
    expect(sha256(stored)).to.equal(chain.manifests.get(served.expertId)!.hashes[0]);
    expect(decodeManifest(stored)).to.deep.equal(served.version.manifest);
    expect(() => decodeManifest(new Uint8Array([1, 2]))).to.throw(BadExpertManifestError);
  });
});

describe('adoptAdapter', () => {
  it('serves only the bytes that the chain names', async () => {
    const components = { generator, decodeAdapter: () => undefined as never, base };
    const adopted = adoptAdapter({ bytes, hash: sha256(bytes), cid: someList }, components);
    expect(adopted.manifest).to.include({ adapter: sha256(bytes), base: base.base });
    expect(() => adoptAdapter({ bytes, hash: keccak256(bytes), cid: someList }, components)).to.throw(
      AdapterMismatchError,
    );
    expect(encodeManifest(adopted.manifest).digest).to.not.equal(encodeManifest(decoder('base').manifest).digest);
  });
});

describe('createRestorer', () => {
  it('rebuilds what it can and says when it cannot', async () => {
    const { storage } = setUp();
    const restore = createRestorer({
      storage,
      readTexts: async () => null,
      decoder: { generator, decodeAdapter: () => undefined as never, base },
    });
    const { manifest } = decoder('base');
    expect((await restore(manifest))?.manifest).to.deep.equal(manifest);
    expect(await restore({ ...manifest, runtimeClass: 'other/1' })).to.equal(null);
    expect(await restore(decoder('other').manifest)).to.equal(null);
  });
});
