import type { CID } from 'multiformats/cid';
import type { Journal } from '../journal/journal.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { Storage } from '../storage/storage.ts';
import { storeOwned } from '../storage/storeOwned.ts';
import { PUBLISHED } from './owners.ts';
import type { CopyKeeper } from './pins.ts';

type Components = {
  readonly storage: Pick<Storage, 'put' | 'get' | 'has'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly pins: Pick<PinJournal, 'keep' | 'want' | 'ownersOf'>;
  readonly copies: Pick<CopyKeeper, 'request'>;
};

/** Blocks that this node publishes: kept here, and on another pinner too, so that they can be fetched while it is down. */
export type PublishedBlocks = Pick<Storage, 'get'> & {
  /** Keeps a block for good, or for as long as its owner does not let go of it. */
  readonly put: (bytes: Uint8Array, codec: 'raw' | 'dag-cbor', owner?: string) => Promise<CID>;
  /** Waits for the copies; gives how many nodes hold all of the blocks. */
  readonly pin: (cids: readonly CID[]) => Promise<number>;
};

/** Creates the store of what this node publishes. */
export function createPublishedBlocks({ storage, journal, pins, copies }: Components): PublishedBlocks {
  return {
    get: storage.get,
    put: async (bytes, codec, owner = PUBLISHED) => {
      const cid = await storeOwned({ storage, journal }, [{ bytes, codec }], (cids) => {
        const [stored] = cids as [CID];
        pins.keep(stored.toString(), owner);
        pins.want(stored.toString());
        return stored;
      });
      void copies.request([cid.toString()]);
      return cid;
    },
    pin: async (cids) => {
      const names = cids.map(String);
      await journal.commit(() => {
        for (const cid of names) {
          if (!pins.ownersOf(cid).some((owner) => owner.startsWith(PUBLISHED))) pins.keep(cid, PUBLISHED);
          pins.want(cid);
        }
      });
      return (await copies.request(names)) ? 2 : 1;
    },
  };
}
