import { setTimeout as sleep } from 'node:timers/promises';
import { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import { encodeBatch } from '../../protocol/blocks/logBatch.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Chain } from '../chain/chain.ts';
import type { AnchorJournal } from '../journal/anchors.ts';
import type { Journal } from '../journal/journal.ts';
import type { PinJournal } from '../journal/pins.ts';
import type { Storage } from '../storage/storage.ts';
import type { LogState } from './logState.ts';

export type AnchorOptions = {
  readonly chain: Pick<Chain, 'read' | 'send' | 'events' | 'deployment'>;
  readonly storage: Pick<Storage, 'put'>;
  readonly journal: Pick<Journal, 'commit'>;
  readonly anchors: AnchorJournal;
  readonly pins: Pick<PinJournal, 'keep' | 'want'>;
  readonly log: LogState;
  /** This operator's id: the log's id. */
  readonly logId: number;
};

type Head = { readonly root: Hex; readonly size: number };
type AnchoredEvent = { readonly size: bigint; readonly root: Hex; readonly uri: string };

/** The most leaves in one batch block, which stays under a megabyte. */
const LEAVES_PER_BATCH = 20_000;

/**
 * Brings the journal and the chain's head of our log together and anchors what is new: at most one batch.
 * Safe to call after a crash at any step, and after the chain lost heads. Returns whether it anchored.
 * @throws LogForkedError when the chain holds a head that does not belong to our log
 */
export async function anchorOnce(options: AnchorOptions): Promise<boolean> {
  const { chain, anchors, log } = options;
  const merkle = log.catchUp();
  const head = await readHead(options);
  const isOurs = head.size <= merkle.size && (head.size === 0 || merkle.root(head.size) === head.root);
  if (!isOurs) throw new LogForkedError(options.logId, head, merkle.size);
  await reconcile(options, head);
  if (head.size === merkle.size) return false;

  const size = Math.min(merkle.size, head.size + LEAVES_PER_BATCH);
  const root = merkle.root(size);
  const previous = head.size === 0 ? null : CID.parse(anchors.at(head.size)?.batch ?? '');
  const leaves = log.leaves(head.size, size);
  const batch = await encodeBatch({ v: 1, logId: options.logId, start: head.size, leaves, previous });
  await options.storage.put(batch.bytes, 'dag-cbor');
  const prepared = { size, root, batch: batch.cid.toString(), transaction: null, confirmed: false };
  await options.journal.commit(() => {
    anchors.save(prepared);
    options.pins.keep(prepared.batch, 'batch');
    options.pins.want(prepared.batch);
  });
  const args = [root, BigInt(size), `ipfs://${batch.cid}`];
  const { transactionHash } = await chain.send({ contract: 'depositLog', functionName: 'anchor', args });
  await options.journal.commit(() => anchors.save({ ...prepared, transaction: transactionHash, confirmed: true }));
  return true;
}

/** Anchors at an interval until the signal fires. A fork ends it: nothing may be promised on top of one. */
export async function keepAnchoring(
  options: AnchorOptions & {
    readonly everyMs: number;
    readonly signal: AbortSignal;
    readonly onTrouble: (trouble: { readonly message: string; readonly cause: unknown }) => void;
    readonly onFork: (error: LogForkedError) => void;
  },
): Promise<void> {
  const { signal, everyMs } = options;
  let failures = 0;
  while (!signal.aborted) {
    let more = false;
    try {
      more = await anchorOnce(options);
      failures = 0;
    } catch (cause) {
      if (cause instanceof LogForkedError) return options.onFork(cause);
      failures += 1;
      if (!signal.aborted) options.onTrouble({ message: 'anchoring failed', cause });
    }
    const pause = more ? 0 : Math.min(60_000, everyMs * 2 ** Math.min(failures, 6));
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}

async function readHead({ chain, logId }: AnchorOptions): Promise<Head> {
  const call = { contract: 'depositLog', functionName: 'head', args: [BigInt(logId)] } as const;
  const [root, size] = await chain.read<readonly [Hex, bigint, bigint]>(call);
  return { root, size: Number(size) };
}

/** Notes what the chain confirmed while we were away, and takes back what it no longer holds. */
async function reconcile({ chain, anchors, journal, logId }: AnchorOptions, head: Head): Promise<void> {
  const newest = anchors.newest();
  if (newest?.size === head.size || (!newest && head.size === 0)) return;
  const events = await chain.events<AnchoredEvent>({
    contract: 'depositLog',
    eventName: 'Anchored',
    args: { logId: BigInt(logId) },
  });
  await journal.commit(() => {
    anchors.unconfirmAbove(head.size);
    for (const { args, transactionHash } of events) {
      const batch = args.uri.replace(/^ipfs:\/\//, '');
      const size = Number(args.size);
      anchors.save({ size, root: args.root, batch, transaction: transactionHash, confirmed: true });
    }
  });
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
