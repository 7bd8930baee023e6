import { withBitswap } from '@helia/bitswap';
import type { HeliaWithLibp2p } from '@helia/libp2p';
import * as dagCbor from '@ipld/dag-cbor';
import { createHeliaLight, type Provider, type Router } from 'helia';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 } from 'multiformats/hashes/sha2';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Host } from '../network/host.ts';
import type { Network } from '../network/network.ts';
import { within } from '../within.ts';
import { BlockDatabase } from './blockDatabase.ts';
import { createBlockBroker, serveBlocks } from './blockExchange.ts';
import type { Storage } from './storage.ts';

export type StorageOptions = {
  readonly host: Host;
  readonly network: Pick<Network, 'call' | 'handle' | 'peers'>;
  /** The SQLite file that holds the blocks. */
  readonly path: string;
  /** Tells of blocks that are not to be deleted. */
  readonly isOwned?: (cid: CID) => boolean;
  /** How long a caller who may give up by a signal waits at most: an address of nothing is easily made up. */
  readonly longestGetMs?: number;
};

/** The largest block that peers exchange. */
export const MAX_BLOCK_BYTES = 16 * 1024 * 1024;

const GET_MS = 5_000;
const LONGEST_GET_MS = 30_000;
const CODES = { raw: raw.code, 'dag-cbor': dagCbor.code } as const;

/** Blocks on this node's disk, exchanged with peers by Bitswap. Pins are kept in the journal, never by Helia. */
export async function createStorage(
  options: StorageOptions,
): Promise<Storage & { readonly stop: () => Promise<void> }> {
  const { longestGetMs = LONGEST_GET_MS } = options;
  const blocks = new BlockDatabase(options.path, options.isOwned);
  const light = createHeliaLight({
    blockstore: blocks,
    codecs: [dagCbor],
    routers: [createRouter(options.host)],
    blockBrokers: [createBlockBroker(options.network, MAX_BLOCK_BYTES)],
  });
  const onHost = Object.defineProperty(light, 'libp2p', { value: options.host }) as HeliaWithLibp2p<never>;
  const helia = withBitswap(onHost, {
    sendWantlistDebounce: 1,
    sendBlocksDebounce: 1,
    // A block asked for again within this window is not sent again.
    doNotResendBlockWindow: 200,
    maxInboundStreams: 512,
    maxOutboundStreams: 512,
  });
  await helia.start();
  await serveBlocks(options.network, (cid) => blocks.read(cid));
  const fetch = async (cid: CID, signal: AbortSignal): Promise<Uint8Array> => {
    const parts: Uint8Array[] = [];
    for await (const part of helia.blockstore.get(cid, { signal })) parts.push(part);
    return parts.length === 1 && parts[0] ? parts[0] : new Uint8Array(Buffer.concat(parts));
  };
  return {
    put: async (bytes, codec) => {
      if (bytes.byteLength > MAX_BLOCK_BYTES) throw new BlockTooLargeError(bytes.byteLength);
      const cid = CID.createV1(CODES[codec], await sha256.digest(bytes));
      await helia.blockstore.put(cid, bytes);
      return cid;
    },
    get: async (cid, { signal } = {}) => {
      const held = blocks.read(cid);
      if (held) return held;
      try {
        return await within(signal ? longestGetMs : GET_MS, signal, (ended) => fetch(cid, ended));
      } catch (cause) {
        throw new BlockNotFoundError(cid, cause);
      }
    },
    has: async (cid) => blocks.has(cid),
    delete: (cid) => blocks.delete(cid),
    isWhole: (cid) => blocks.isWhole(cid),
    truncate: () => blocks.truncate(),
    stop: async () => {
      await helia.stop();
      blocks.close();
    },
  };
}

/**
 * Finds providers of a block through our own DHT. Blocks are announced to nobody on writing: connected peers are asked
 * first, and announcing each deposit would cost 40 messages.
 */
function createRouter(host: Host): Router {
  return {
    name: 'tilth-kad',
    async *findProviders(cid: CID, options): AsyncGenerator<Provider> {
      for await (const peer of host.contentRouting.findProviders(cid, options)) {
        yield { id: peer.id.toCID(), multiaddrs: peer.multiaddrs, router: 'tilth-kad', fallback: false };
      }
    },
  };
}

export class BlockNotFoundError extends BaseError {
  override readonly name = 'BlockNotFoundError';
  override readonly kind = 'missing';
  constructor(cid: CID, cause: unknown) {
    super('No connected peer has this block.', { values: { cid }, cause });
  }
}

export class BlockTooLargeError extends BaseError {
  override readonly name = 'BlockTooLargeError';
  override readonly kind = 'tooLarge';
  constructor(bytes: number) {
    super('The block is larger than peers exchange.', { values: { bytes, limit: MAX_BLOCK_BYTES } });
  }
}
