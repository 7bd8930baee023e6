import { createHash } from 'node:crypto';
import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import { bytesToHex } from 'viem';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import { PIN_PROTOCOL, type PinReply, pinReplyMessage, pinRequestMessage } from '../../protocol/messages/pin.ts';
import type { Journal } from '../journal/journal.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { Network } from '../network/network.ts';
import type { Storage } from '../storage/storage.ts';

type Options = {
  readonly network: Pick<Network, 'handle'>;
  readonly storage: Pick<Storage, 'get' | 'put'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly pins: Pick<PinJournal, 'keep' | 'isKept'>;
  /** Whether a peer belongs to an active operator; others may not fill our disk. */
  readonly isMember: (peerId: string) => Promise<boolean>;
};

const FETCH_MS = 5_000;

/** Keeps blocks for other operators: fetches each, notes the promise durably, and says which it keeps. */
export async function servePins({ network, storage, journal, pins, isMember }: Options): Promise<void> {
  await network.handle(
    PIN_PROTOCOL,
    { maxBytes: pinRequestMessage.maxBytes },
    async ({ peerId, request, reply, signal }) => {
      const { cids, blocks } = decodeMessage(pinRequestMessage, request);
      const answer = (await isMember(peerId))
        ? await pinAll(cids, byDigest(blocks), signal)
        : { pinned: [], refused: cids.map((cid) => ({ cid, reason: 'only active operators may ask for pins' })) };
      await reply(encodeMessage(pinReplyMessage, answer));
    },
  );

  async function pinAll(cids: readonly string[], sent: Sent, signal: AbortSignal): Promise<PinReply> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]);
    const fetched = await Promise.allSettled(cids.map((cid) => obtain(CID.parse(cid), sent, limit)));
    const pinned = cids.filter((_, i) => fetched[i]?.status === 'fulfilled');
    await journal.commit(() => {
      for (const cid of pinned) pins.keep(cid, 'asked');
    });
    const refused = cids.filter((cid) => !pinned.includes(cid)).map((cid) => ({ cid, reason: 'could not be fetched' }));
    return { pinned, refused };
  }

  async function obtain(cid: CID, sent: Sent, signal: AbortSignal): Promise<void> {
    if (pins.isKept(cid.toString())) return;
    const block = sent.get(bytesToHex(cid.multihash.digest));
    if (block) await storage.put(block, cid.code === dagCbor.code ? 'dag-cbor' : 'raw');
    else await storage.get(cid, { signal });
  }
}

type Sent = ReadonlyMap<string, Uint8Array>;

/** Blocks by what they really hash to, whatever the sender says they are. */
function byDigest(blocks: readonly Uint8Array[]): Sent {
  return new Map(blocks.map((block) => [`0x${createHash('sha256').update(block).digest('hex')}`, block]));
}
