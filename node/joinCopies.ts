import { startCopies } from './deposits/pinElsewhere.ts';
import type { Ports } from './ports.ts';
import type { Storage } from './storage/storage.ts';

/** Keeps what this node publishes on another pinner too, so that it can be fetched while this node is down. */
export function joinCopies(ports: Ports, pinners: () => readonly string[]) {
  const { config, network, journal, pins, signal, storage } = ports;
  const copies = startCopies({ network, storage, journal, pins, pinners, waitMs: config.pinWaitMs, signal });
  const keep = (cids: readonly string[]) =>
    journal.commit(() => {
      for (const cid of cids) {
        pins.keep(cid, 'published');
        pins.want(cid);
      }
    });
  const published: Pick<Storage, 'put' | 'get'> = {
    get: storage.get,
    put: async (bytes, codec) => {
      const cid = await storage.put(bytes, codec);
      await keep([cid.toString()]);
      void copies.request([cid.toString()]);
      return cid;
    },
  };
  /** Waits for the copies; gives how many nodes hold all of the blocks. */
  const pin = async (cids: readonly { toString: () => string }[]): Promise<number> => {
    const names = cids.map((cid) => cid.toString());
    await keep(names);
    return (await copies.request(names)) ? 2 : 1;
  };
  return { copies, published, pin };
}
