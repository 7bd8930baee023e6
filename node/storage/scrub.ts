import { setImmediate as breathe } from 'node:timers/promises';
import { CID } from 'multiformats/cid';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { OnTrouble } from '../trouble.ts';
import { within } from '../within.ts';
import type { Storage } from './storage.ts';

type Components = {
  readonly storage: Pick<Storage, 'get' | 'isWhole'>;
  readonly owned: Pick<PinJournal, 'after' | 'isKept'>;
  readonly signal: AbortSignal;
  readonly onTrouble: OnTrouble;
};

export type ScrubberOptions = { readonly everyMs?: number; readonly fetchMs?: number };

export type Scrubber = Pick<Duty, 'start' | 'run' | 'stop'> & {
  /** Blocks that this node owes and does not hold, as far as it has looked. */
  readonly lost: () => readonly string[];
};

/** Blocks that are hashed again in one round, with a breath after each. */
const BLOCKS_PER_ROUND = 16;
const FETCHES_PER_ROUND = 8;
/** While so many are lost no more are looked for: they are fetched first. */
const MOST_LOST = 1_024;

/**
 * Creates the duty that walks all blocks which somebody owns, a slice at a time and round and round, hashes them again,
 * and fetches those that are lost or damaged from peers. It tells once of blocks that nobody has.
 */
export function createScrubber(components: Components, options: ScrubberOptions = {}): Scrubber {
  const { storage, owned, signal, onTrouble } = components;
  const { everyMs = 5_000, fetchMs = 5_000 } = options;
  const lost = new Set<string>();
  let last: string | null = null;
  let isTold = false;

  const walk = async (): Promise<void> => {
    const cids = owned.after(last, BLOCKS_PER_ROUND);
    for (const cid of cids) {
      if (!(await storage.isWhole(CID.parse(cid)))) lost.add(cid);
      await breathe();
    }
    last = cids.length < BLOCKS_PER_ROUND ? null : (cids.at(-1) ?? null);
  };
  const fetch = async (cid: string, ended: AbortSignal): Promise<void> => {
    lost.delete(cid);
    if (!owned.isKept(cid)) return;
    // Put behind the others first, so that one which nobody has holds up none of them.
    lost.add(cid);
    await within(fetchMs, ended, (limited) => storage.get(CID.parse(cid), { signal: limited }));
    lost.delete(cid);
  };
  const work = async (ended: AbortSignal): Promise<void> => {
    if (lost.size < MOST_LOST) await walk();
    await Promise.allSettled([...lost].slice(0, FETCHES_PER_ROUND).map((cid) => fetch(cid, ended)));
    const [example] = lost;
    if (example && !isTold && !ended.aborted) {
      onTrouble({ message: 'blocks that this node keeps are lost', cause: new LostBlocksError(lost.size, example) });
    }
    isTold = lost.size > 0;
  };
  const duty = createDuty({ name: 'looking after blocks', every: everyMs, signal, work, onTrouble });
  return { start: duty.start, run: duty.run, stop: duty.stop, lost: () => [...lost] };
}

/** Blocks that this node promised to keep are not on its disk, and no peer has them. */
export class LostBlocksError extends BaseError {
  override readonly name = 'LostBlocksError';
  override readonly kind = 'missing';
  constructor(count: number, example: string) {
    super('No connected peer has them either.', {
      values: { count, example },
      hint: 'They are asked for again and again; a copy of blocks.sqlite, or another pinner that comes back, ends it.',
    });
  }
}
