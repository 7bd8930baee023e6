import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockBroker } from 'helia';
import { CID } from 'multiformats/cid';
import { BLOCK_FRAME_BYTES, BLOCK_PROTOCOL, blockRequestMessage } from '../../protocol/messages/block.ts';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import type { Network } from '../network/network.ts';
import { within } from '../within.ts';

/** Bitswap gets this long before peers are asked directly. */
const BITSWAP_FIRST_MS = 300;
const LONGEST_MS = 60_000;

type Peers = Pick<Network, 'call' | 'handle' | 'peers'>;

/** Serves whole blocks to peers, in frames. */
export async function serveBlocks(network: Peers, read: (cid: CID) => Uint8Array | null): Promise<void> {
  await network.handle(BLOCK_PROTOCOL, { maxBytes: blockRequestMessage.maxBytes }, async ({ request, reply }) => {
    const block = read(CID.parse(decodeMessage(blockRequestMessage, request).cid));
    for (let at = 0; block && at < block.byteLength; at += BLOCK_FRAME_BYTES) {
      await reply(block.subarray(at, at + BLOCK_FRAME_BYTES));
    }
  });
}

/**
 * Fetches blocks that Bitswap does not deliver: its library refuses blocks over 4,193,648 bytes, and asks a peer for a
 * block only once. Peers are asked in turn; Helia checks the bytes against the CID.
 */
export function createBlockBroker(network: Peers, maxBlockBytes: number): BlockBroker {
  return {
    name: 'tilth-block',
    retrieve: (cid, options = {}) =>
      within(LONGEST_MS, options.signal, async (signal) => {
        await sleep(BITSWAP_FIRST_MS, undefined, { signal });
        for (let round = 0; ; round += 1) {
          for (const peer of network.peers()) {
            const block = await ask(network, peer, cid, { signal, maxBlockBytes }).catch(() => null);
            signal.throwIfAborted();
            if (!block) continue;
            await options.validateFn?.(block);
            return block;
          }
          await sleep(Math.min(4000, 250 * 2 ** round), undefined, { signal });
        }
      }),
  };
}

async function ask(
  network: Peers,
  peer: string,
  cid: CID,
  { signal, maxBlockBytes }: { signal: AbortSignal; maxBlockBytes: number },
): Promise<Uint8Array | null> {
  const request = encodeMessage(blockRequestMessage, { cid: cid.toString() });
  const frames: Uint8Array[] = [];
  let size = 0;
  const call = { protocol: BLOCK_PROTOCOL, maxBytes: BLOCK_FRAME_BYTES, signal, firstFrameMs: 3000 };
  for await (const frame of network.call(peer, request, call)) {
    size += frame.byteLength;
    if (size > maxBlockBytes) return null;
    frames.push(frame);
  }
  return size === 0 ? null : new Uint8Array(Buffer.concat(frames));
}
