import { bytesToHex } from 'viem';
import { adapterHash } from '../protocol/blocks/expertManifest.ts';
import type { ServedExpert } from './experts/expert.ts';
import { createDirectory, type Directory } from './gates/directory.ts';
import type { Ports } from './ports.ts';

/** What the directory announces of this node; filled in as its parts come up. */
type Presence = {
  experts: () => readonly ServedExpert[];
  load: () => { readonly queue: number; readonly capacity: number };
  api: string;
};

export type JoinedDirectory = {
  readonly directory: Directory;
  readonly presence: Presence;
  /** Peers of live nodes with a role. */
  readonly peersWith: (role: 'log' | 'pinner') => readonly string[];
};

/** Joins the directory: this node announces itself and hears of the others. */
export function joinDirectory({ config, members, network, onTrouble }: Ports, operatorId: number): JoinedDirectory {
  const presence: Presence = { experts: () => [], load: () => ({ queue: 0, capacity: 0 }), api: '' };
  const directory = createDirectory(
    {
      network,
      members,
      onTrouble,
      onLease: ({ peerId, lease }) => {
        const [address] = lease.multiaddrs;
        const isKnown = peerId === network.peerId || network.peers().includes(peerId);
        // A node that cannot be dialled may still dial us, so this is a try and no more.
        if (!isKnown && address) network.connect(address).catch(() => undefined);
      },
      describe: () => ({
        operatorId,
        roles: config.roles,
        multiaddrs: [...network.multiaddrs()].slice(0, 8),
        api: presence.api,
        ...presence.load(),
        experts: presence.experts().map(describeExpert),
      }),
    },
    { beatMs: config.beatMs },
  );
  return {
    directory,
    presence,
    peersWith: (role) =>
      directory
        .leases()
        .filter(({ peerId, lease }) => peerId !== network.peerId && lease.roles.includes(role))
        .map(({ peerId }) => peerId),
  };
}

function describeExpert({ expertId, manifestCid, version: { manifest }, centroids }: ServedExpert) {
  return {
    expertId: Number(expertId),
    kind: manifest.kind,
    domain: manifest.domain,
    manifestHash: bytesToHex(manifestCid.multihash.digest),
    adapterHash: adapterHash(manifest),
    centroids: centroids.map((centroid) => new Uint8Array(centroid)),
  };
}
