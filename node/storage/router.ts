import type { Provider, Router } from 'helia';
import type { CID } from 'multiformats/cid';
import type { Host } from '../network/host.ts';

/**
 * Finds providers of a block through our own DHT. Blocks are announced to nobody on writing: connected peers are asked
 * first, and announcing each deposit would cost 40 messages.
 */
export function createRouter(host: Host): Router {
  return {
    name: 'tilth-kad',
    async *findProviders(cid: CID, options): AsyncGenerator<Provider> {
      for await (const peer of host.contentRouting.findProviders(cid, options)) {
        yield { id: peer.id.toCID(), multiaddrs: peer.multiaddrs, router: 'tilth-kad', fallback: false };
      }
    },
  };
}
