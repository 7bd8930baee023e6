import { setTimeout as sleep } from 'node:timers/promises';
import { CID } from 'multiformats/cid';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { fromDepositId } from '../../protocol/manifest/identifier.ts';
import {
  BARE_PIN_SECONDS,
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
import { type OnTrouble, sparingly } from '../trouble.ts';
import { findDeposit, PUBLISHED } from './owners.ts';

type Options = {
  readonly network: Pick<Network, 'call'>;
  readonly storage: Pick<Storage, 'get' | 'has'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly pins: Pick<PinJournal, 'want' | 'wanted' | 'confirm' | 'postpone' | 'ownersOf' | 'bareOf'>;
  /** Peers that keep blocks for others, best first. */
  readonly pinners: () => readonly string[];
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly onTrouble: OnTrouble;
  /** Unix milliseconds. */
  readonly now?: () => number;
};

/** Gets second copies: at once for new blocks, and again from the journal for those that nobody confirmed yet. */
export type CopyKeeper = {
  /** True when another pinner confirmed all of them in time. What is late is asked for again later. */
  readonly request: (cids: readonly string[]) => Promise<boolean>;
  /** Asks now for those that nobody confirmed yet. */
  readonly run: () => Promise<void>;
  /** Ends the asking again, and waits for a question that is out. */
  readonly stop: () => Promise<void>;
};

type Waiting = { readonly cid: string; readonly done: (kept: boolean) => void };

const CIDS_PER_CALL = 64;
const CALLS_AT_ONCE = 4;
const BAD_PINNER_MS = 30_000;
/** The pause before those are asked for again that nobody confirmed. */
const EVERY_MS = 5_000;
/** Pinners are asked again for bare bytes long before they let go of them, so that a pinner may be away for a while. */
const RENEW_MS = (BARE_PIN_SECONDS / 4) * 1_000;

/** Starts asking; stops with the signal too. Blocks of the same moment share one call. */
export function startCopies(options: Options): CopyKeeper {
  const { network, pins, signal, onTrouble, now = Date.now } = options;
  const tell = sparingly(onTrouble);
  const failedAt = new Map<string, number>();
  let waiting: Waiting[] = [];
  let calls = 0;
  let renewedAt = Number.NEGATIVE_INFINITY;

  const usable = () => options.pinners().filter((peer) => now() - (failedAt.get(peer) ?? 0) > BAD_PINNER_MS);

  /** What cannot be told at once to be whose is refused: a text travels behind the manifest that names it. */
  const withManifests = (cids: readonly string[]): readonly string[] => {
    const all = cids.flatMap((cid) => {
      const deposit = findDeposit(pins.ownersOf(cid));
      return deposit ? [fromDepositId(deposit).toString(), cid] : [cid];
    });
    return [...new Set(all)].slice(0, CIDS_PER_CALL);
  };

  const ask = async (wanted: readonly string[], ended: AbortSignal): Promise<ReadonlySet<string>> => {
    const cids = withManifests(wanted);
    const frame = encodeMessage(pinRequestMessage, { cids: [...cids], blocks: await readSmall(options.storage, cids) });
    for (const peer of usable()) {
      try {
        const { pinned, refused } = await askPeer(network, peer, frame, ended);
        const kept = pinned.filter((cid) => cids.includes(cid));
        const [first] = refused;
        if (first)
          tell({ message: 'a pinner refuses copies', cause: new CopyRefusedError(peer, refused.length, first) });
        await options.journal.commit(() => {
          for (const cid of kept) pins.confirm(cid);
        });
        if (kept.length > 0) return new Set(kept);
      } catch (cause) {
        if (ended.aborted) break;
        failedAt.set(peer, now());
        tell({ message: 'a pinner did not take copies', cause });
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
    if (now() - renewedAt >= RENEW_MS) {
      await options.journal.commit(() => pins.bareOf(PUBLISHED).forEach(pins.want));
      renewedAt = now();
    }
    const late = pins.wanted(CIDS_PER_CALL);
    if (late.length === 0) return;
    const kept = await ask(late, ended);
    await options.journal.commit(() => {
      for (const cid of late) if (!kept.has(cid)) pins.postpone(cid);
    });
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
    run: again.run,
    stop: again.stop,
  };
}

async function askPeer(
  network: Pick<Network, 'call'>,
  peer: string,
  frame: Uint8Array,
  signal: AbortSignal,
): Promise<PinReply> {
  const call = { protocol: PIN_PROTOCOL, maxBytes: pinReplyMessage.maxBytes, signal };
  for await (const reply of network.call(peer, frame, call)) return decodeMessage(pinReplyMessage, reply);
  return { pinned: [], refused: [] };
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

/** A pinner does not keep blocks for us, and says why. */
export class CopyRefusedError extends BaseError {
  override readonly name = 'CopyRefusedError';
  override readonly kind = 'refused';
  constructor(peer: string, count: number, { cid, reason }: PinReply['refused'][number]) {
    super(`The pinner says: ${reason}`, { values: { peer, count, cid } });
  }
}
