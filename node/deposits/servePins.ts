import { createHash } from 'node:crypto';
import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 } from 'multiformats/hashes/sha2';
import { BadManifestError, type Core, contributorAccount, coreCid, decodeCore } from '../../protocol/blocks/core.ts';
import { fromDepositId, toDepositId } from '../../protocol/manifest/identifier.ts';
import {
  BARE_PIN_SECONDS,
  PIN_PROTOCOL,
  type PinReply,
  pinReplyMessage,
  pinRequestMessage,
} from '../../protocol/messages/block.ts';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import type { Journal } from '../journal/journal.ts';
import type { Charge, PinJournal } from '../journal/pins.ts';
import type { Network } from '../network/network.ts';
import { MAX_BLOCK_BYTES } from '../storage/createStorage.ts';
import type { Storage } from '../storage/storage.ts';
import { withDeadline } from '../within.ts';
import type { Consents } from './consentFold.ts';
import { claimDeposit, findDeposit, ownerOfManifest, ownerOfOperator, ownerOfText, TextTakenError } from './owners.ts';

/** Bytes that are kept for one operator in all, and for one deposit: its manifest and its text. */
export type PinLimits = { readonly perOperator: number; readonly perDeposit: number };

type Options = {
  readonly network: Pick<Network, 'handle'>;
  readonly storage: Pick<Storage, 'get' | 'put' | 'has' | 'delete'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly pins: Pick<PinJournal, 'keep' | 'letGo' | 'ownersOf' | 'usedBy'>;
  /** The active operator that a peer belongs to; 0 for others, who may not fill our disk. */
  readonly operatorOf: (peerId: string) => Promise<number>;
  readonly isWithdrawn: Consents['isWithdrawn'];
  readonly limits: PinLimits;
  /** Unix milliseconds. */
  readonly now?: () => number;
};

/** Asked for more at a time than can be fetched in this, a pinner keeps what it has by then. */
const FETCH_MS = 5_000;
const FETCHES_AT_ONCE = 8;
/** Blocks of bare bytes that are kept for one operator at a time. */
const MOST_BARE = 4_096;

/** No manifest is larger: what is larger need not be read to be known as something else. */
const MANIFEST_BYTES = 16 * 1024;

type Manifest = { readonly id: string; readonly core: Core };
/** A block that is on our disk now, and what it says if it is a manifest. */
type Got = { readonly cid: string; readonly bytes: number; readonly manifest: Manifest | null };
type Asking = { readonly operator: number; readonly signal: AbortSignal };

/**
 * Keeps blocks for other operators: gets each, notes durably who owns it and on whose account it stands, and says which it
 * keeps. A manifest makes its deposit the owner of the text that it names; other structures belong to the operator that
 * asked, for good, and bare bytes for as long as it goes on asking.
 */
export async function servePins(options: Options): Promise<void> {
  const { network, storage, journal, pins, operatorOf, isWithdrawn, limits, now = Date.now } = options;
  /** Bytes that blocks on their way may have, by operator. */
  const expected = new Map<number, number>();
  const full = `the ${limits.perOperator} bytes that are kept here for one operator are used up`;
  const large = `a deposit has at most ${limits.perDeposit} bytes here`;
  const many = `no more than ${MOST_BARE} blocks that no manifest names are kept here for one operator`;

  await network.handle(
    PIN_PROTOCOL,
    { maxBytes: pinRequestMessage.maxBytes },
    async ({ peerId, request, reply, signal }) => {
      const { cids, blocks } = decodeMessage(pinRequestMessage, request);
      const operator = await operatorOf(peerId);
      const answer =
        operator === 0
          ? { pinned: [], refused: cids.map((cid) => ({ cid, reason: 'only active operators may ask for pins' })) }
          : await pinAll([...new Set(cids)], byDigest(blocks), { operator, signal });
      await reply(encodeMessage(pinReplyMessage, answer));
    },
  );

  async function pinAll(names: readonly string[], sent: Sent, asking: Asking): Promise<PinReply> {
    const refused = new Map(names.map((cid) => [cid, 'could not be fetched']));
    const got = await obtainAll(names.flatMap(parse), sent, { ...asking, onFull: (cid) => refused.set(cid, full) });
    const sizes = new Map(got.map(({ cid, bytes }) => [cid, bytes]));
    const disputed = new Set<string>();
    await journal.commit(() => {
      // Manifests first: they say whose the other blocks are.
      for (const { cid, bytes, manifest } of got.toSorted((a, b) => Number(!a.manifest) - Number(!b.manifest))) {
        const charge = { operator: asking.operator, bytes };
        const text = manifest?.core.ciphertext.toString() ?? '';
        let reason = disputed.has(cid) ? 'its manifest was refused' : null;
        if (manifest) reason = takeManifest(manifest, charge, sizes.get(text));
        else reason ??= takeBlock(cid, charge);
        if (reason) disputed.add(text);
        if (reason) refused.set(cid, reason);
        else refused.delete(cid);
      }
    });
    for (const { cid } of got) {
      if (refused.has(cid)) await storage.delete(CID.parse(cid));
      else if (!(await storage.has(CID.parse(cid)))) refused.set(cid, 'could not be kept');
    }
    return {
      pinned: names.filter((cid) => !refused.has(cid)),
      refused: [...refused].map(([cid, reason]) => ({ cid, reason })),
    };
  }

  /** What is here or came along at once, the rest a few at a time, and as much of it as there is time for. */
  async function obtainAll(
    cids: readonly CID[],
    sent: Sent,
    { operator, signal, onFull }: Asking & { readonly onFull: (cid: string) => void },
  ): Promise<readonly Got[]> {
    const got: Got[] = [];
    const away: CID[] = [];
    await withDeadline(FETCH_MS, signal, async (ended) => {
      const add = async (cid: CID): Promise<void> => {
        const one = await obtain(cid, sent, ended).catch(() => null);
        if (one) got.push(one);
      };
      const addOrLeave = async (cid: CID) => {
        if (sent.has(digestOf(cid)) || (await storage.has(cid))) await add(cid);
        else away.push(cid);
      };
      await Promise.all(cids.map(addOrLeave));
      const fetchInTurn = async (): Promise<void> => {
        for (let cid = away.shift(); cid && !ended.aborted; cid = away.shift()) {
          const next = cid;
          if (!(await withRoom(operator, () => add(next)))) onFull(next.toString());
        }
      };
      await Promise.all(Array.from({ length: FETCHES_AT_ONCE }, fetchInTurn));
    });
    return got;
  }

  /** Fetches with room for the largest block set aside; false where many requests at once have taken what is left. */
  async function withRoom(operator: number, fetch: () => Promise<void>): Promise<boolean> {
    const before = expected.get(operator) ?? 0;
    if (pins.usedBy(operator).bytes + before >= limits.perOperator) return false;
    expected.set(operator, before + MAX_BLOCK_BYTES);
    await fetch();
    const left = (expected.get(operator) ?? 0) - MAX_BLOCK_BYTES;
    if (left > 0) expected.set(operator, left);
    else expected.delete(operator);
    return true;
  }

  async function obtain(cid: CID, sent: Sent, signal: AbortSignal): Promise<Got> {
    const isStructure = cid.code === dagCbor.code;
    const block = sent.get(digestOf(cid));
    if (block) await storage.put(block, isStructure ? 'dag-cbor' : 'raw');
    const bytes = block ?? (await storage.get(cid, { signal }));
    return { cid: cid.toString(), bytes: bytes.byteLength, manifest: isStructure ? readManifest(bytes) : null };
  }

  const hasRoom = (operator: number, bytes: number) => pins.usedBy(operator).bytes + bytes <= limits.perOperator;

  /** Gives a manifest and its text their owners, or says why not. A text that is still to come has room for the largest. */
  function takeManifest({ id, core }: Manifest, charge: Charge, textBytes = MAX_BLOCK_BYTES): string | null {
    if (isWithdrawn(id, contributorAccount(core))) return 'withdrawn';
    if (textBytes < MAX_BLOCK_BYTES && charge.bytes + textBytes > limits.perDeposit) return large;
    const isNew = !pins.ownersOf(fromDepositId(id).toString()).includes(ownerOfManifest(id));
    if (isNew && !hasRoom(charge.operator, charge.bytes + textBytes)) return full;
    try {
      claimDeposit(pins, { id, core }, { ...charge, textBytes });
      return null;
    } catch (error) {
      if (error instanceof TextTakenError) return error.message;
      throw error;
    }
  }

  /** Gives any other block its owner, or says why not. */
  function takeBlock(cid: string, charge: Charge): string | null {
    const owners = pins.ownersOf(cid);
    const deposit = findDeposit(owners);
    // The text of a deposit stays its own, whoever asks: else it would outlive its withdrawal.
    const owner = deposit ? ownerOfText(deposit) : ownerOfOperator(charge.operator);
    if (deposit && charge.bytes > limits.perDeposit) return large;
    const isBare = !deposit && CID.parse(cid).code === raw.code;
    if (!owners.includes(owner) && !hasRoom(charge.operator, charge.bytes)) return full;
    if (isBare && !owners.includes(owner) && pins.usedBy(charge.operator).bare >= MOST_BARE) return many;
    const until = Math.floor(now() / 1_000) + BARE_PIN_SECONDS;
    pins.keep(cid, owner, isBare ? { ...charge, until } : charge);
    return null;
  }
}

/** What is kept is named by sha2-256, and bytes or a structure. */
function parse(name: string): CID[] {
  try {
    const cid = CID.parse(name);
    const isKnown = cid.multihash.code === sha256.code && (cid.code === dagCbor.code || cid.code === raw.code);
    return isKnown ? [cid] : [];
  } catch {
    return [];
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
  return new Map(blocks.map((block) => [createHash('sha256').update(block).digest('hex'), block]));
}

function digestOf({ multihash }: CID): string {
  return Buffer.from(multihash.digest).toString('hex');
}
