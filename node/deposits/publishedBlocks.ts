import type { CID } from 'multiformats/cid';
import type { Journal } from '../journal/journal.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { Storage } from '../storage/storage.ts';
import type { CopyKeeper } from './pins.ts';

type Components = {
  readonly storage: Pick<Storage, 'put' | 'get'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly pins: Pick<PinJournal, 'keep' | 'want'>;
  readonly copies: Pick<CopyKeeper, 'request'>;
};

/** Blocks that this node publishes: kept here, and on another pinner too, so that they can be fetched while it is down. */
export type PublishedBlocks = Pick<Storage, 'put' | 'get'> & {
  /** Waits for the copies; gives how many nodes hold all of the blocks. */
  readonly pin: (cids: readonly CID[]) => Promise<number>;
};

/** Creates the store of what this node publishes. */
export function createPublishedBlocks({ storage, journal, pins, copies }: Components): PublishedBlocks {
  const keep = (cids: readonly string[]) =>
    journal.commit(() => {
      for (const cid of cids) {
        pins.keep(cid, 'published');
        pins.want(cid);
      }
    });
  return {
    get: storage.get,
    put: async (bytes, codec) => {
      const cid = await storage.put(bytes, codec);
      await keep([cid.toString()]);
      void copies.request([cid.toString()]);
      return cid;
    },
    pin: async (cids) => {
      const names = cids.map(String);
      await keep(names);
      return (await copies.request(names)) ? 2 : 1;
    },
  };
}
