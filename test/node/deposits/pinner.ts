import { expect } from 'chai';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 } from 'multiformats/hashes/sha2';
import type { Address } from 'viem';
import { openConsents } from '../../../node/deposits/consentFold.ts';
import { type PinLimits, servePins } from '../../../node/deposits/servePins.ts';
import { createWithdrawals } from '../../../node/deposits/withdraw.ts';
import { openDepositJournal } from '../../../node/journal/deposits.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { openPinJournal } from '../../../node/journal/pins.ts';
import { openWitnesses } from '../../../node/journal/witnesses.ts';
import type { Exchange } from '../../../node/network/network.ts';
import type { Storage } from '../../../node/storage/storage.ts';
import { createPruner, endedPins } from '../../../node/work/prune.ts';
import { encodeBlock } from '../../../protocol/blocks/block.ts';
import type { Core } from '../../../protocol/blocks/core.ts';
import { depositKey, toDepositId } from '../../../protocol/manifest/identifier.ts';
import { type PinReply, pinReplyMessage, pinRequestMessage } from '../../../protocol/messages/block.ts';
import { decodeMessage, encodeMessage } from '../../../protocol/messages/frame.ts';
import { entry } from '../../protocol/corpus/fixtures.ts';
import { createFeed, emitted } from '../chain/feed.ts';

export type Named = { readonly cid: CID; readonly bytes: Uint8Array };
export type Manifest = Named & { readonly id: string; readonly core: Core; readonly by: string };

export const hashOf = (cid: CID) => Buffer.from(cid.multihash.bytes).toString('hex');
export const toRaw = async (bytes: Uint8Array): Promise<Named> => ({
  cid: CID.createV1(raw.code, await sha256.digest(bytes)),
  bytes,
});
export const manifest = (name: string, by: string, ciphertext: CID): Manifest => {
  const core = { ...entry({ name, by }).core, ciphertext };
  const { cid, bytes } = encodeBlock(core);
  return { id: toDepositId(cid), core, by, cid, bytes };
};

/** Peers, by the operator that they belong to: the first one to operator 1. */
const OPERATORS = ['north', 'south'];

/** A node that pins for others and acts on withdrawals, over blocks that its peers have. */
export async function createPinner(
  peers: ReadonlyMap<string, Uint8Array>,
  options: { readonly limits?: Partial<PinLimits>; readonly now?: () => number } = {},
) {
  const { limits, now = Date.now } = options;
  const opened = openJournal(':memory:');
  const journal = { ...opened, commit: async <T>(work: () => T) => opened.transact(work) };
  const pins = openPinJournal(journal);
  const consents = openConsents(journal);
  const feed = createFeed([consents.fold]);
  const held = new Map<string, Uint8Array>();
  let most = 0;
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
      most = Math.max(most, held.size);
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
    operatorOf: async (peer) => OPERATORS.indexOf(peer) + 1,
    limits: { perOperator: 2 ** 40, perDeposit: 2 ** 30, ...limits },
    now,
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
    /** The most blocks that were fetched and held at once. */
    most: () => most,
    own: async (block: Named, codec: 'raw' | 'dag-cbor', owner: string) => {
      await storage.put(block.bytes, codec);
      pins.keep(block.cid.toString(), owner);
    },
    /** Gives the answer about blocks that the node is asked to keep. */
    ask: async (peerId: string, cids: readonly CID[]): Promise<PinReply> => {
      const replies: Uint8Array[] = [];
      const request = encodeMessage(pinRequestMessage, { cids: cids.map(String), blocks: [] });
      await handler({ peerId, request, reply: async (frame) => void replies.push(frame), signal });
      return decodeMessage(pinReplyMessage, replies[0] as Uint8Array);
    },
    withdraw: async (id: string, depositor: Address) => {
      feed.mine(emitted('consentRegistry', 'Withdrawn', { deposit: depositKey(id), depositor, head: '0x' } as never));
      await withdrawals.run();
    },
    /** Ends what was asked for too long ago. */
    prune: async () => {
      const pruner = createPruner({
        rules: [endedPins({ journal, storage, pins })],
        ...{ now, onTrouble: ({ cause }) => expect.fail(String(cause)) },
      });
      await pruner.run();
      await pruner.stop();
    },
    close: () => opened.close(),
  };
}
