import { zeroHash } from 'viem';
import { encodeBatch, MOST_LEAVES, type SignedStatement } from '../../protocol/blocks/logBatch.ts';
import { fromContentUri, toContentUri } from '../../protocol/contentUri.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Chain } from '../chain/chain.ts';
import type { Follower } from '../chain/follower.ts';
import { createDuty } from '../duty.ts';
import type { Journal } from '../journal/journal.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { Storage } from '../storage/storage.ts';
import { storeOwned } from '../storage/storeOwned.ts';
import type { OnTrouble } from '../trouble.ts';
import type { AnchoredHead, AnchoredHeads } from './headFold.ts';
import type { LogState } from './logState.ts';
import { ownerOfBatch } from './owners.ts';

export type AnchorOptions = {
  readonly chain: Pick<Chain, 'send'>;
  readonly follower: Pick<Follower, 'caughtUp' | 'reached'>;
  readonly heads: Pick<AnchoredHeads, 'newest'>;
  readonly storage: Pick<Storage, 'put' | 'has'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly pins: Pick<PinJournal, 'keep' | 'want'>;
  readonly log: LogState;
  /** This operator's id: the log's id. */
  readonly logId: number;
};

type Head = Pick<AnchoredHead, 'root' | 'size' | 'uri'>;

/** A batch stays near a megabyte, also when contracts sign at length. */
const BYTES_PER_BATCH = 1_000_000;
/** What a leaf and its statement take beside the signature. */
const LEAF_BYTES = 120;

/**
 * Anchors what our log has more than the chain: at most one batch. Safe to call after a crash at any step, and after
 * the chain lost heads. Gives whether it anchored; asks the chain nothing while there is nothing to anchor.
 * @throws LogForkedError when the chain holds a head that does not belong to our log
 */
export async function anchorOnce(options: AnchorOptions): Promise<boolean> {
  const { chain, follower, log, logId } = options;
  if (!hasMore(options)) return false;
  await follower.caughtUp();
  if (!hasMore(options)) return false;
  const merkle = log.catchUp();
  const head = newestHead(options);
  const start = head.size;
  const statements = takeBatch(log.statements(start, Math.min(merkle.size, start + MOST_LEAVES)));
  const size = start + statements.length;
  const root = merkle.root(size);
  const previous = start === 0 ? null : fromContentUri(head.uri);
  const batch = encodeBatch({ v: 2, logId, start, leaves: log.leaves(start, size), statements, previous });
  await storeOwned(options, [{ bytes: batch.bytes, codec: 'dag-cbor' }], () => {
    options.pins.keep(batch.cid.toString(), ownerOfBatch(logId, start));
    options.pins.want(batch.cid.toString());
  });
  const args = [root, BigInt(size), toContentUri(batch.cid)] as const;
  const { blockNumber } = await chain.send({ contract: 'depositLog', functionName: 'anchor', args });
  await follower.reached(blockNumber);
  return true;
}

/** As many as fit into one batch, and one at least. */
function takeBatch(statements: readonly SignedStatement[]): SignedStatement[] {
  let bytes = 0;
  const end = statements.findIndex(({ signature }, i) => {
    bytes += LEAF_BYTES + signature.byteLength;
    return i > 0 && bytes > BYTES_PER_BATCH;
  });
  return statements.slice(0, end < 0 ? statements.length : end);
}

function newestHead({ heads, logId }: Pick<AnchorOptions, 'heads' | 'logId'>): Head {
  return heads.newest(logId) ?? { root: zeroHash, size: 0, uri: '' };
}

/** Tells whether our log has more than the chain. @throws LogForkedError */
function hasMore(options: AnchorOptions): boolean {
  const merkle = options.log.catchUp();
  const head = newestHead(options);
  const isOurs = head.size <= merkle.size && (head.size === 0 || merkle.root(head.size) === head.root);
  if (!isOurs) throw new LogForkedError(options.logId, head, merkle.size);
  return merkle.size > head.size;
}

export type AnchorerOptions = AnchorOptions & {
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly onTrouble: OnTrouble;
  /** Told once. */
  readonly onFork: (error: LogForkedError) => void;
};

/** Creates the duty that anchors at an interval. A fork ends it: nothing may be promised on top of one. */
export function createAnchorer(options: AnchorerOptions) {
  const { everyMs: every, signal, onTrouble } = options;
  let fork: LogForkedError | null = null;
  const work = async (): Promise<boolean> => {
    if (fork) return false;
    try {
      return await anchorOnce(options);
    } catch (cause) {
      if (!(cause instanceof LogForkedError)) throw cause;
      fork = cause;
      options.onFork(cause);
      return false;
    }
  };
  const duty = createDuty({ name: 'anchoring', every, signal, work, onTrouble });
  return {
    ...duty,
    /** @throws LogForkedError once the chain held a head that is not ours */
    assertOpen: (): void => {
      if (fork) throw fork;
    },
  };
}

/** The chain is ahead of this journal or beside it: an old copy of the node's folder was put back, or two nodes run as one. */
export class LogForkedError extends BaseError {
  override readonly name = 'LogForkedError';
  override readonly kind = 'unavailable';
  constructor(logId: number, head: Head, size: number) {
    super('The chain holds a head of our deposit log that this journal cannot explain.', {
      values: { logId, anchored: head.size, journal: size, root: head.root },
      hint: 'Put back the newest copy of journal.sqlite, or run this folder under another operator account.',
    });
  }
}
