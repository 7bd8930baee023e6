import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import { bytesToHex } from 'viem';
import {
  PIN_INLINE_BYTES,
  PIN_PROTOCOL,
  type PinReply,
  pinReplyMessage,
  pinRequestMessage,
} from '../../protocol/messages/block.ts';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import { createDuty } from '../duty.ts';
import type { Journal } from '../journal/journal.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { Network } from '../network/network.ts';
import type { Storage } from '../storage/storage.ts';
import type { OnTrouble } from '../trouble.ts';

type Options = {
  readonly network: Pick<Network, 'call'>;
  readonly storage: Pick<Storage, 'get' | 'has'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly pins: Pick<PinJournal, 'wanted' | 'confirm'>;
  /** Peers that keep blocks for others, best first. */
  readonly pinners: () => readonly string[];
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly onTrouble: OnTrouble;
};

/** Gets second copies: at once for new blocks, and again from the journal for those that nobody confirmed yet. */
export type CopyKeeper = {
  /** True when another pinner confirmed all of them in time. What is late is asked for again later. */
  readonly request: (cids: readonly string[]) => Promise<boolean>;
  /** Ends the asking again, and waits for a question that is out. */
  readonly stop: () => Promise<void>;
};

type Waiting = { readonly cid: string; readonly done: (kept: boolean) => void };

const CIDS_PER_CALL = 64;
const CALLS_AT_ONCE = 4;
const BAD_PINNER_MS = 30_000;
/** The pause before those are asked for again that nobody confirmed. */
const EVERY_MS = 5_000;

/** Starts asking; stops with the signal too. Blocks of the same moment share one call. */
export function startCopies(options: Options): CopyKeeper {
  const { network, pins, signal, onTrouble } = options;
  const failedAt = new Map<string, number>();
  let waiting: Waiting[] = [];
  let calls = 0;

  const usable = () => options.pinners().filter((peer) => Date.now() - (failedAt.get(peer) ?? 0) > BAD_PINNER_MS);

  const ask = async (cids: readonly string[], ended: AbortSignal): Promise<ReadonlySet<string>> => {
    const frame = encodeMessage(pinRequestMessage, { cids: [...cids], blocks: await readSmall(options.storage, cids) });
    for (const peer of usable()) {
      try {
        const kept = (await askPeer(network, peer, frame, ended)).filter((cid) => cids.includes(cid));
        await options.journal.commit(() => {
          for (const cid of kept) pins.confirm(cid);
        });
        if (kept.length > 0) return new Set(kept);
      } catch {
        if (ended.aborted) break;
        failedAt.set(peer, Date.now());
      }
    }
    return new Set();
  };

  const flush = async (): Promise<void> => {
    if (calls >= CALLS_AT_ONCE || waiting.length === 0) return;
    // A call costs more than the blocks in it: while one is out, others gather for the next.
    if (calls > 0 && waiting.length < CIDS_PER_CALL) return;
    const batch = waiting.slice(0, CIDS_PER_CALL);
    waiting = waiting.slice(CIDS_PER_CALL);
    calls += 1;
    const kept = await ask(
      batch.map((it) => it.cid),
      signal,
    ).catch(() => new Set<string>());
    calls -= 1;
    for (const it of batch) it.done(kept.has(it.cid));
    void flush();
  };

  const askAgain = async (ended: AbortSignal): Promise<void> => {
    const late = pins.wanted(CIDS_PER_CALL);
    if (late.length > 0) await ask(late, ended);
  };
  const again = createDuty({ name: 'asking for copies', every: EVERY_MS, signal, work: askAgain, onTrouble });
  again.start();

  return {
    request: async (cids) => {
      if (usable().length === 0) return false;
      const answers = cids.map((cid) => new Promise<boolean>((done) => waiting.push({ cid, done })));
      setImmediate(() => void flush());
      const inTime = new AbortController();
      const late = sleep(options.waitMs, false, { signal: inTime.signal }).catch(() => false);
      const all = Promise.all(answers).then((kept) => kept.every(Boolean));
      const result = await Promise.race([all, late]);
      inTime.abort();
      return result;
    },
    stop: again.stop,
  };
}

async function askPeer(
  network: Pick<Network, 'call'>,
  peer: string,
  frame: Uint8Array,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const call = { protocol: PIN_PROTOCOL, maxBytes: pinReplyMessage.maxBytes, signal };
  for await (const reply of network.call(peer, frame, call)) return decodeMessage(pinReplyMessage, reply).pinned;
  return [];
}

/** As many blocks as fit into one request: sending a small block along costs far less than letting it be fetched. */
async function readSmall(storage: Pick<Storage, 'get' | 'has'>, cids: readonly string[]): Promise<Uint8Array[]> {
  const blocks: Uint8Array[] = [];
  let room = PIN_INLINE_BYTES;
  for (const cid of cids.map((it) => CID.parse(it))) {
    if (!(await storage.has(cid))) continue;
    const block = await storage.get(cid);
    if (block.byteLength > room) continue;
    room -= block.byteLength;
    blocks.push(block);
  }
  return blocks;
}

type PinServerOptions = {
  readonly network: Pick<Network, 'handle'>;
  readonly storage: Pick<Storage, 'get' | 'put'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly pins: Pick<PinJournal, 'keep' | 'isKept'>;
  /** Whether a peer belongs to an active operator; others may not fill our disk. */
  readonly isMember: (peerId: string) => Promise<boolean>;
};

const FETCH_MS = 5_000;

/** Keeps blocks for other operators: fetches each, notes the promise durably, and says which it keeps. */
export async function servePins({ network, storage, journal, pins, isMember }: PinServerOptions): Promise<void> {
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
