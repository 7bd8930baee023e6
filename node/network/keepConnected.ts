import { multiaddr } from '@multiformats/multiaddr';
import { createDuty, type Duty } from '../duty.ts';
import type { OnTrouble } from '../trouble.ts';
import { within } from '../within.ts';
import type { Host } from './host.ts';

type Options = { readonly host: Host; readonly address: string; readonly onTrouble: OnTrouble };

const DIAL_MS = 5_000;
const LOOK_MS = 1_000;
const RETRY = { first: 2_000, most: 15_000 };

/** Stays connected to a configured peer: libp2p itself dials nobody, and gives up on a peer after five attempts. */
export function keepConnected({ host, address, onTrouble }: Options): Duty {
  const target = multiaddr(address);
  let peer = target.getComponents().findLast((part) => part.name === 'p2p')?.value;
  let isAway = false;
  return createDuty({
    name: `connecting to ${address}`,
    every: LOOK_MS,
    retry: RETRY,
    work: async (signal) => {
      const isConnected = peer !== undefined && host.getPeers().some((it) => it.toString() === peer);
      if (isConnected || peer === host.peerId.toString()) return;
      const { remotePeer } = await within(DIAL_MS, signal, (ended) => host.dial(target, { signal: ended }));
      // An address without /p2p/ names nobody: who answered is who we stay connected to.
      peer = remotePeer.toString();
      await host.peerStore.merge(remotePeer, { tags: { 'keep-alive-tilth': { value: 50 } } });
      isAway = false;
    },
    // One line is enough for a peer that stays away.
    onTrouble: (trouble) => {
      if (!isAway) onTrouble(trouble);
      isAway = true;
    },
  });
}
