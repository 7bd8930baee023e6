import type { CID } from 'multiformats/cid';
import type { Journal } from '../journal/journal.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { Storage } from '../storage/storage.ts';
import { storeOwned } from '../storage/storeOwned.ts';
import type { CopyKeeper } from './pins.ts';

type Components = {
  readonly storage: Pick<Storage, 'put' | 'get' | 'has'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly pins: Pick<PinJournal, 'keep' | 'want'>;
  readonly copies: Pick<CopyKeeper, 'request'>;
};

/** Blocks that this node publishes: kept here, and on another pinner too, so that they can be fetched while it is down. */
export type PublishedBlocks = Pick<Storage, 'put' | 'get'> & {
  /** Waits for the copies; gives how many nodes hold all of the blocks. */
  readonly pin: (cids: readonly CID[]) => Promise<number>;
};

const OWNER = 'published';

/** Creates the store of what this node publishes. */
export function createPublishedBlocks({ storage, journal, pins, copies }: Components): PublishedBlocks {
  const keep = (cids: readonly CID[]) => {
    for (const cid of cids.map(String)) {
      pins.keep(cid, OWNER);
      pins.want(cid);
    }
  };
  return {
    get: storage.get,
    put: async (bytes, codec) => {
      const cid = await storeOwned({ storage, journal }, [{ bytes, codec }], (cids) => {
        keep(cids);
        return cids[0] as CID;
      });
      void copies.request([cid.toString()]);
      return cid;
    },
    pin: async (cids) => {
      await journal.commit(() => keep(cids));
      return (await copies.request(cids.map(String))) ? 2 : 1;
    },
  };
}
