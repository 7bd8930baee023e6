import { expect } from 'chai';
import fc from 'fast-check';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 } from 'multiformats/hashes/sha2';
import type { Address } from 'viem';
import { openConsents } from '../../../node/deposits/consentFold.ts';
import { ownerOfBatch } from '../../../node/deposits/owners.ts';
import { servePins } from '../../../node/deposits/pins.ts';
import { createWithdrawals } from '../../../node/deposits/withdraw.ts';
import { openDepositJournal } from '../../../node/journal/deposits.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { openPinJournal } from '../../../node/journal/pins.ts';
import { openWitnesses } from '../../../node/journal/witnesses.ts';
import type { Exchange } from '../../../node/network/network.ts';
import type { Storage } from '../../../node/storage/storage.ts';
import { encodeBlock } from '../../../protocol/blocks/block.ts';
import type { Core } from '../../../protocol/blocks/core.ts';
import { depositKey, toDepositId } from '../../../protocol/manifest/identifier.ts';
import { pinReplyMessage, pinRequestMessage } from '../../../protocol/messages/block.ts';
import { decodeMessage, encodeMessage } from '../../../protocol/messages/frame.ts';
import { account, entry } from '../../protocol/corpus/fixtures.ts';
import { createFeed, emitted } from '../chain/feed.ts';

type Named = { readonly cid: CID; readonly bytes: Uint8Array };
type Manifest = Named & { readonly id: string; readonly core: Core; readonly by: string };

const hashOf = (cid: CID) => Buffer.from(cid.multihash.bytes).toString('hex');
const toRaw = async (bytes: Uint8Array): Promise<Named> => ({
  cid: CID.createV1(raw.code, await sha256.digest(bytes)),
  bytes,
});
const manifest = (name: string, by: string, ciphertext: CID): Manifest => {
  const core = { ...entry({ name, by }).core, ciphertext };
  const { cid, bytes } = encodeBlock(core);
  return { id: toDepositId(cid), core, by, cid, bytes };
};

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

/** A node that pins for others and acts on withdrawals, over blocks that its peers have. */
async function createPinner(peers: ReadonlyMap<string, Uint8Array>) {
  const opened = openJournal(':memory:');
  const journal = { ...opened, commit: async <T>(work: () => T) => opened.transact(work) };
  const pins = openPinJournal(journal);
  const consents = openConsents(journal);
  const feed = createFeed([consents.fold]);
  const held = new Map<string, Uint8Array>();
  const storage: Storage = {
    put: async (bytes, codec) => {
      const cid = CID.createV1(codec === 'raw' ? raw.code : 0x71, await sha256.digest(bytes));
      held.set(hashOf(cid), bytes);
      return cid;
    },
    get: async (cid) => {
      const block = held.get(hashOf(cid)) ?? peers.get(hashOf(cid));
      if (!block) throw new Error('nobody has it');
      held.set(hashOf(cid), block);
      return block;
    },
    has: async (cid) => held.has(hashOf(cid)),
    delete: async (cid) => void (pins.isKept(cid.toString()) || held.delete(hashOf(cid))),
    isWhole: async (cid) => held.has(hashOf(cid)),
    truncate: () => {},
  };
  const { signal } = new AbortController();
  let handler: (exchange: Exchange) => Promise<void> = async () => {};
  await servePins({
    ...{ storage, journal, pins, isWithdrawn: consents.isWithdrawn },
    network: {
      handle: async (_, __, it) => {
        handler = it;
      },
    },
    isMember: async () => true,
  });
  const withdrawals = createWithdrawals({
    ...{ consents, storage, journal, pins, signal, follower: feed.follower },
    chain: { send: async () => expect.fail('nothing is sent') },
    deposits: openDepositJournal(journal),
    openings: openWitnesses(journal),
    onTrouble: ({ cause }) => expect.fail(String(cause)),
  });
  return {
    ...{ pins, held },
    own: async (block: Named, codec: 'raw' | 'dag-cbor', owner: string) => {
      await storage.put(block.bytes, codec);
      pins.keep(block.cid.toString(), owner);
    },
    /** Gives those of the blocks that the node says it keeps. */
    ask: async (peerId: string, cids: readonly CID[]): Promise<readonly string[]> => {
      const replies: Uint8Array[] = [];
      const request = encodeMessage(pinRequestMessage, { cids: cids.map(String), blocks: [] });
      await handler({ peerId, request, reply: async (frame) => void replies.push(frame), signal });
      return decodeMessage(pinReplyMessage, replies[0] as Uint8Array).pinned;
    },
    withdraw: async (id: string, depositor: Address) => {
      feed.mine(emitted('consentRegistry', 'Withdrawn', { deposit: depositKey(id), depositor, head: '0x' } as never));
      await withdrawals.run();
    },
    close: () => opened.close(),
  };
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
            const kept = await node.ask(
              it.peer,
              [...new Set(asked)].map(({ cid }) => cid),
            );
            for (const one of manifests.filter(({ cid }) => kept.includes(cid.toString()))) {
              const others = [...(promised.get(hashOf(one.core.ciphertext)) ?? [])].filter((owner) => owner !== one.id);
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
    expect(await node.ask('north', [blocks.weights.cid, honest.cid, honest.core.ciphertext])).to.have.length(3);
    const before = [...node.held.keys()];
    for (const { id, cid, core } of hostile.filter(({ by }) => by === 'bako')) {
      const isFree = node.pins.ownersOf(core.ciphertext.toString()).length === 0;
      expect(await node.ask('south', [cid])).to.have.length(isFree ? 1 : 0);
      await node.withdraw(id, account('bako'));
    }
    expect([...node.held.keys()]).to.include.members(before);
    await node.withdraw(honest.id, account('ana'));
    expect(node.held.has(hashOf(honest.core.ciphertext))).to.equal(false);
    expect(await node.ask('north', [honest.cid]), 'a withdrawn text is not taken in again').to.deep.equal([]);
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
