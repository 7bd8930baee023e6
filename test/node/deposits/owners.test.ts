import { expect } from 'chai';
import fc from 'fast-check';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { ownerOfBatch } from '../../../node/deposits/owners.ts';
import { encodeBlock } from '../../../protocol/blocks/block.ts';
import { account } from '../../protocol/corpus/fixtures.ts';
import { createPinner, hashOf, type Manifest, manifest, type Named, toRaw } from './pinner.ts';

/** Texts, weights and a batch; and of two people, manifests that name each of them, also a batch under another codec. */
async function makeBlocks() {
  const texts = await Promise.all(['one', 'two'].map((it) => toRaw(Buffer.from(`ciphertext ${it}`))));
  const weights = await toRaw(Buffer.from('weights of a model'));
  const batch = encodeBlock({ leaves: ['a', 'b'] });
  const aliasOfBatch = CID.createV1(raw.code, batch.cid.multihash);
  const [first] = texts as [Named];
  const honest = manifest('honest', 'ana', first.cid);
  const targets = [...texts.map(({ cid }) => cid), weights.cid, batch.cid, aliasOfBatch, honest.cid];
  const hostile = ['ana', 'bako'].flatMap((by) => targets.map((cid, i) => manifest(`${by} ${i}`, by, cid)));
  return { things: [...texts, weights, batch], batch, weights, manifests: [honest, ...hostile] };
}

type Act =
  | { readonly kind: 'own'; readonly what: 'weights' | 'batch' }
  | {
      readonly kind: 'pin';
      readonly peer: string;
      readonly things: readonly number[];
      readonly manifests: readonly number[];
    }
  | { readonly kind: 'withdraw'; readonly manifest: number; readonly by: string };

describe('blocks have owners', () => {
  let blocks: Awaited<ReturnType<typeof makeBlocks>>;
  let peers: Map<string, Uint8Array>;
  before(async () => {
    blocks = await makeBlocks();
    peers = new Map([...blocks.things, ...blocks.manifests].map(({ cid, bytes }) => [hashOf(cid), bytes]));
  });

  it('whatever manifests name: no block of another owner is erased by a withdrawal, and an own one always is', async () => {
    const index = (length: number) => fc.nat({ max: length - 1 });
    const someManifest = index(blocks.manifests.length);
    const act: fc.Arbitrary<Act> = fc.oneof(
      fc.record({ kind: fc.constant('own'), what: fc.constantFrom('weights', 'batch') }),
      fc.record({
        kind: fc.constant('pin'),
        peer: fc.constantFrom('north', 'south'),
        things: fc.array(index(blocks.things.length), { maxLength: 2 }),
        manifests: fc.array(someManifest, { maxLength: 2 }),
      }),
      fc.record({ kind: fc.constant('withdraw'), manifest: someManifest, by: fc.constantFrom('ana', 'bako') }),
    ) as fc.Arbitrary<Act>;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 14 }), async (acts) => {
        const node = await createPinner(peers);
        /** Who was promised each block, by hash. */
        const promised = new Map<string, Set<string>>();
        const wasHeld = new Set<string>();
        const promise = (cid: CID, owner: string) =>
          promised.set(hashOf(cid), new Set([...(promised.get(hashOf(cid)) ?? []), owner]));
        const textOwner = (cid: CID) => [...(promised.get(hashOf(cid)) ?? [])].find((it) => it.startsWith('sub:'));
        for (const it of acts) {
          if (it.kind === 'own') {
            const block = it.what === 'batch' ? blocks.batch : blocks.weights;
            // A node never publishes as its own what is the text of a deposit.
            if (textOwner(block.cid)) continue;
            await node.own(block, it.what === 'batch' ? 'dag-cbor' : 'raw', ownerOfBatch(1, 0));
            promise(block.cid, 'own');
          } else if (it.kind === 'pin') {
            const manifests = it.manifests.map((i) => blocks.manifests[i] as Manifest);
            const things = it.things.map((i) => blocks.things[i] as Named);
            const asked = [...manifests, ...things];
            if (asked.length === 0) continue;
            const { pinned: kept } = await node.ask(
              it.peer,
              [...new Set(asked)].map(({ cid }) => cid),
            );
            for (const one of manifests.filter(({ cid }) => kept.includes(cid.toString()))) {
              const text = hashOf(one.core.ciphertext);
              // What a peer asked for as bare bytes is the deposit's once that peer shows its manifest.
              if (one.core.ciphertext.code === raw.code) promised.get(text)?.delete(it.peer);
              const others = [...(promised.get(text) ?? [])].filter((owner) => owner !== one.id);
              expect(others, 'a manifest was taken in that names the block of another').to.deep.equal([]);
              promise(one.cid, 'log');
              promise(one.core.ciphertext, one.id);
            }
            for (const { cid } of things) if (kept.includes(cid.toString()) && !textOwner(cid)) promise(cid, it.peer);
          } else {
            const { id, core, by } = blocks.manifests[it.manifest] as Manifest;
            const text = hashOf(core.ciphertext);
            const wasOwn = promised.get(text)?.has(id);
            await node.withdraw(id, account(it.by));
            if (it.by !== by) continue;
            promised.get(text)?.delete(id);
            if (wasOwn) expect(node.held.has(text), 'the withdrawn text').to.equal(false);
          }
          for (const [hash, owners] of promised) {
            if (owners.size === 0) wasHeld.delete(hash);
            else if (node.held.has(hash)) wasHeld.add(hash);
            else expect(wasHeld.has(hash), `erased, though owned by ${[...owners].join()}`).to.equal(false);
          }
        }
        node.close();
      }),
      { numRuns: 150 },
    );
  });

  it('refuses a manifest that names a batch, weights or the text of another, and keeps them when it is withdrawn', async () => {
    const node = await createPinner(peers);
    const [honest, ...hostile] = blocks.manifests as [Manifest, ...Manifest[]];
    await node.own(blocks.batch, 'dag-cbor', ownerOfBatch(1, 0));
    const asked = [blocks.weights.cid, honest.cid, honest.core.ciphertext];
    expect((await node.ask('north', asked)).pinned).to.have.length(3);
    const before = [...node.held.keys()];
    for (const { id, cid, core } of hostile.filter(({ by }) => by === 'bako')) {
      const isFree = node.pins.ownersOf(core.ciphertext.toString()).length === 0;
      expect((await node.ask('south', [cid])).pinned).to.have.length(isFree ? 1 : 0);
      await node.withdraw(id, account('bako'));
    }
    expect([...node.held.keys()]).to.include.members(before);
    await node.withdraw(honest.id, account('ana'));
    expect(node.held.has(hashOf(honest.core.ciphertext))).to.equal(false);
    const again = await node.ask('north', [honest.cid, honest.core.ciphertext]);
    expect(again.pinned, 'a withdrawn text is not taken in again').to.deep.equal([]);
    node.close();
  });

  it('does not let a text outlive its withdrawal because a peer asked for the bare block', async () => {
    const node = await createPinner(peers);
    const [honest] = blocks.manifests as [Manifest];
    await node.ask('north', [honest.cid, honest.core.ciphertext]);
    await node.ask('south', [honest.core.ciphertext]);
    await node.withdraw(honest.id, account('ana'));
    expect(node.held.has(hashOf(honest.core.ciphertext))).to.equal(false);
    node.close();
  });
});
