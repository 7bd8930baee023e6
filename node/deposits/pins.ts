import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 } from 'multiformats/hashes/sha2';
import { bytesToHex } from 'viem';
import { BadManifestError, type Core, contributorAccount, coreCid, decodeCore } from '../../protocol/blocks/core.ts';
import { fromDepositId, toDepositId } from '../../protocol/manifest/identifier.ts';
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
import { type OnTrouble, sparingly } from '../trouble.ts';
import { within } from '../within.ts';
import type { Consents } from './consentFold.ts';
import { claimDeposit, findDeposit, TextTakenError } from './owners.ts';

type Options = {
  readonly network: Pick<Network, 'call'>;
  readonly storage: Pick<Storage, 'get' | 'has'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly pins: Pick<PinJournal, 'wanted' | 'confirm' | 'postpone' | 'ownersOf'>;
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

/** Starts asking; stops with the signal too. Blocks of the same moment share one call. */
export function startCopies(options: Options): CopyKeeper {
  const { network, pins, signal, onTrouble } = options;
  const tell = sparingly(onTrouble);
  const failedAt = new Map<string, number>();
  let waiting: Waiting[] = [];
  let calls = 0;

  const usable = () => options.pinners().filter((peer) => Date.now() - (failedAt.get(peer) ?? 0) > BAD_PINNER_MS);

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
        const kept = (await askPeer(network, peer, frame, ended)).filter((cid) => cids.includes(cid));
        await options.journal.commit(() => {
          for (const cid of kept) pins.confirm(cid);
        });
        if (kept.length > 0) return new Set(kept);
      } catch (cause) {
        if (ended.aborted) break;
        failedAt.set(peer, Date.now());
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
  readonly storage: Pick<Storage, 'get' | 'put' | 'has' | 'delete'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly pins: Pick<PinJournal, 'keep' | 'ownersOf'>;
  /** Whether a peer belongs to an active operator; others may not fill our disk. */
  readonly isMember: (peerId: string) => Promise<boolean>;
  readonly isWithdrawn: Consents['isWithdrawn'];
};

const FETCH_MS = 5_000;

/** No manifest is larger: what is larger need not be read to be known as something else. */
const MANIFEST_BYTES = 16 * 1024;

type Manifest = { readonly id: string; readonly core: Core };
/** A block that is on our disk now, and what it says if it is a manifest. */
type Got = { readonly cid: string; readonly manifest: Manifest | null };

/**
 * Keeps blocks for other operators: gets each, notes durably who owns it, and says which it keeps. A manifest makes its
 * deposit the owner of the text that it names; everything else belongs to the peer that asked.
 */
export async function servePins(options: PinServerOptions): Promise<void> {
  const { network, storage, journal, pins, isMember, isWithdrawn } = options;
  await network.handle(
    PIN_PROTOCOL,
    { maxBytes: pinRequestMessage.maxBytes },
    async ({ peerId, request, reply, signal }) => {
      const { cids, blocks } = decodeMessage(pinRequestMessage, request);
      const answer = (await isMember(peerId))
        ? await pinAll(cids, byDigest(blocks), { peerId, signal })
        : { pinned: [], refused: cids.map((cid) => ({ cid, reason: 'only active operators may ask for pins' })) };
      await reply(encodeMessage(pinReplyMessage, answer));
    },
  );

  type Asking = { readonly peerId: string; readonly signal: AbortSignal };
  async function pinAll(cids: readonly string[], sent: Sent, { peerId, signal }: Asking): Promise<PinReply> {
    const refused = new Map(cids.map((cid) => [cid, 'could not be fetched']));
    const fetched = await Promise.all(
      cids.map((cid) => within(FETCH_MS, signal, (ended) => obtain(cid, sent, ended)).catch(() => null)),
    );
    const got = fetched.filter((it) => it !== null);
    await journal.commit(() => {
      // Manifests first: they say whose the other blocks are.
      for (const it of [...got.filter(({ manifest }) => manifest), ...got.filter(({ manifest }) => !manifest)]) {
        const reason = take(it, `peer:${peerId}`);
        if (reason) refused.set(it.cid, reason);
        else refused.delete(it.cid);
      }
    });
    for (const { cid } of got) {
      if (refused.has(cid)) await storage.delete(CID.parse(cid));
      else if (!(await storage.has(CID.parse(cid)))) refused.set(cid, 'could not be kept');
    }
    return {
      pinned: cids.filter((cid) => !refused.has(cid)),
      refused: [...refused].map(([cid, reason]) => ({ cid, reason })),
    };
  }

  async function obtain(name: string, sent: Sent, signal: AbortSignal): Promise<Got | null> {
    const cid = CID.parse(name);
    const codec = cid.code === dagCbor.code ? 'dag-cbor' : 'raw';
    if (cid.multihash.code !== sha256.code || ![dagCbor.code, raw.code].includes(cid.code)) return null;
    const block = sent.get(bytesToHex(cid.multihash.digest));
    if (block) await storage.put(block, codec);
    const bytes = block ?? (await storage.get(cid, { signal }));
    return { cid: name, manifest: codec === 'dag-cbor' ? readManifest(bytes) : null };
  }

  /** Gives a block its owner, or says why not. */
  function take({ cid, manifest }: Got, peer: string): string | null {
    if (!manifest) {
      // The text of a deposit stays its own, whoever asks: else it would outlive its withdrawal.
      if (!findDeposit(pins.ownersOf(cid))) pins.keep(cid, peer);
      return null;
    }
    if (isWithdrawn(manifest.id, contributorAccount(manifest.core))) return 'withdrawn';
    try {
      claimDeposit(pins, manifest);
      return null;
    } catch (error) {
      if (error instanceof TextTakenError) return error.message;
      throw error;
    }
  }
}

function readManifest(bytes: Uint8Array): Manifest | null {
  if (bytes.byteLength > MANIFEST_BYTES) return null;
  try {
    return { id: toDepositId(coreCid(bytes)), core: decodeCore(bytes) };
  } catch (error) {
    if (error instanceof BadManifestError) return null;
    throw error;
  }
}

type Sent = ReadonlyMap<string, Uint8Array>;

/** Blocks by what they really hash to, whatever the sender says they are. */
function byDigest(blocks: readonly Uint8Array[]): Sent {
  return new Map(blocks.map((block) => [`0x${createHash('sha256').update(block).digest('hex')}`, block]));
}
