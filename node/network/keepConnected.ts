import { setTimeout as sleep } from 'node:timers/promises';
import { multiaddr } from '@multiformats/multiaddr';
import type { Host } from './host.ts';

type Options = {
  readonly host: Host;
  readonly addresses: readonly string[];
  readonly signal: AbortSignal;
  readonly onTrouble: (trouble: { readonly message: string; readonly cause: unknown }) => void;
};

const LOOK_MS = 1_000;
const MAX_PAUSE_MS = 15_000;

/** Stays connected to configured peers: libp2p itself dials nobody, and gives up on a peer after five attempts. */
export function keepConnected({ host, addresses, signal, onTrouble }: Options): void {
  for (const address of addresses) void keepOne({ host, addresses: [address], signal, onTrouble });
}

async function keepOne({ host, addresses, signal, onTrouble }: Options): Promise<void> {
  const address = multiaddr(addresses[0] ?? '');
  let peer = address.getComponents().findLast((part) => part.name === 'p2p')?.value;
  let failures = 0;
  while (!signal.aborted) {
    const connected = peer !== undefined && host.getPeers().some((it) => it.toString() === peer);
    if (!connected && peer !== host.peerId.toString()) {
      try {
        const connection = await host.dial(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]) });
        // An address without /p2p/ names nobody: who answered is who we stay connected to.
        peer = connection.remotePeer.toString();
        await host.peerStore.merge(connection.remotePeer, { tags: { 'keep-alive-tilth': { value: 50 } } });
        failures = 0;
      } catch (cause) {
        failures += 1;
        if (!signal.aborted && failures === 1) onTrouble({ message: `no connection to ${address}`, cause });
      }
    }
    const pause = Math.min(MAX_PAUSE_MS, LOOK_MS * 2 ** Math.min(failures, 4));
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}
