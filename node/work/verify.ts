import type { Hex } from 'viem';
import { decodeVerdictList, type ReceiptVerdict } from '../../protocol/blocks/verdictList.ts';
import { fromContentUri } from '../../protocol/contentUri.ts';
import type { Judgement } from '../../protocol/work/verdict.ts';
import type { Chain } from '../chain/chain.ts';
import type { Follower } from '../chain/follower.ts';
import { createDuty } from '../duty.ts';
import type { Audits } from '../journal/audits.ts';
import type { Storage } from '../storage/storage.ts';
import type { OnTrouble } from '../trouble.ts';
import { type AuditEpochComponents, auditEpoch } from './auditEpoch.ts';
import type { AuditBook, Seat } from './auditFold.ts';
import { advanceVerdict, decideVerdict } from './publishVerdict.ts';
import { isAccountOf, wasPublished } from './whose.ts';

export type VerifierComponents = Pick<AuditEpochComponents, 'call' | 'restore' | 'verifyReceipt'> & {
  readonly chain: Pick<Chain, 'read' | 'send' | 'account'>;
  readonly follower: Pick<Follower, 'onCommitted'>;
  readonly storage: Pick<Storage, 'get' | 'put'>;
  readonly audits: Audits;
  readonly operatorId: number;
  /** Peers that an operator bound, newest first. */
  readonly peersOf: (operatorId: number) => readonly string[];
  readonly book: Pick<AuditBook, 'fold' | 'seatsOf' | 'sealOf' | 'faultLists'>;
  /** Recomputes a run from chain and blocks; inconclusive when something cannot be read. */
  readonly checkRun: (runId: number, signal: AbortSignal) => Promise<Judgement>;
  /** Unix seconds. */
  readonly now: () => number;
  readonly onTrouble: OnTrouble;
};

export type Verifier = {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Takes every seat one step on, as far as its hours let it. */
  readonly run: () => Promise<void>;
};

/** The part of the time to commit after which a verdict without a finding is better than silence. */
const ABSTAIN_AFTER = 0.75;
/** Disputed receipts that one verifier looks at. */
const MOST_DISPUTED = 64;
const CANNOT_CHECK = { position: 0, jobId: null, verdict: 'INCONCLUSIVE' } as const;

/**
 * Creates the verifier: for each panel that the beacon drew this operator for, it audits, commits while commitments are
 * taken and reveals while reveals are. What it decided is in the journal before it is sent, so that a restart goes on.
 */
export function createVerifier(components: VerifierComponents, { pollMs = 1_000 } = {}): Verifier {
  const { chain, follower, audits, book, peersOf, checkRun, operatorId: self, now, onTrouble } = components;
  const stopping = new AbortController();
  const { signal } = stopping;
  const parts: AuditEpochComponents = {
    ...components,
    wasPublished: (expert) => wasPublished(chain, expert),
    isAccountOf: (account, id) => isAccountOf(chain, account, id),
  };
  /** When this node first saw a seat, to know how much of its time is gone. */
  const seenAt = new Map<string, number>();

  /** Receipts that verdicts before ours call false; a list that nobody can fetch disputes nothing. */
  const readDisputed = async (key: Hex, limit: AbortSignal): Promise<readonly number[]> => {
    const lists = await Promise.all(
      book.faultLists(key).map(async (uri) => {
        const bytes = await components.storage.get(fromContentUri(uri), { signal: limit }).catch(() => null);
        return bytes ? decodeVerdictList(bytes).verdicts : [];
      }),
    );
    const failed = lists.flat().filter(({ verdict }) => verdict === 'FAIL');
    return [...new Set(failed.map(({ position }) => position))].slice(0, MOST_DISPUTED);
  };

  const auditSeat = async (seat: Seat, limit: AbortSignal): Promise<Parameters<typeof decideVerdict>[2]> => {
    if (seat.isRun) {
      const { verdict, reason } = await checkRun(seat.number, limit);
      return { count: 1, verdicts: [{ position: 0, jobId: null, verdict, reason }] };
    }
    const { operatorId, number: epoch, seed } = seat;
    const sealed = book.sealOf(operatorId, epoch);
    if (!sealed) return { count: 0, verdicts: [{ ...CANNOT_CHECK, reason: 'the chain does not show the seal' }] };
    const disputed = await readDisputed(seat.key, limit);
    const drawn = { ...sealed, operatorId, epoch, seed, disputed, verifierId: self, peers: peersOf(operatorId) };
    return { count: sealed.count, verdicts: await auditEpoch(drawn, audits.history(operatorId, epoch), parts, limit) };
  };

  const decide = async (seat: Seat): Promise<void> => {
    // A larger panel is drawn because others found something: that is looked at, even by who sat in the first one.
    const known = book.faultLists(seat.key).length > 0 ? null : audits.findAny(seat.key);
    if (known) return audits.save({ ...known, stage: seat.stage, state: 'decided' });
    const key = `${seat.key} ${seat.stage}`;
    const seen = seenAt.get(key) ?? now();
    seenAt.set(key, seen);
    const abstainAt = seen + (seat.commitUntil - seen) * ABSTAIN_AFTER;
    const left = Math.max(0, abstainAt - now()) * 1_000;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(left)]);
    const found = await auditSeat(seat, limit).catch((cause: unknown) => {
      signal.throwIfAborted();
      if (now() < abstainAt) throw cause;
      onTrouble({ message: 'an audit ends without a finding', cause });
      const verdicts: ReceiptVerdict[] = [{ ...CANNOT_CHECK, reason: 'the receipts could not be read in time' }];
      return { count: 0, verdicts };
    });
    signal.throwIfAborted();
    await decideVerdict(components, seat, found);
  };

  const takeStep = async (seat: Seat): Promise<void> => {
    if (!audits.find(seat.key, seat.stage)) {
      if (now() >= seat.commitUntil) return;
      await decide(seat);
    }
    const record = audits.find(seat.key, seat.stage);
    if (record?.state === 'decided' || record?.state === 'committed') await advanceVerdict(components, seat, record);
  };

  const duty = createDuty({
    name: 'verifying',
    every: pollMs,
    signal,
    onTrouble,
    work: async () => {
      for (const seat of book.seatsOf(self)) {
        if (signal.aborted) return;
        const isDone = ['revealed', 'missed'].includes(audits.find(seat.key, seat.stage)?.state ?? '');
        if (isDone || now() >= seat.revealUntil) continue;
        await takeStep(seat).catch(
          (cause: unknown) => signal.aborted || onTrouble({ message: 'an audit is tried again', cause }),
        );
      }
    },
  });
  let unfollow = () => {};
  return {
    start: () => {
      unfollow = follower.onCommitted(({ changed }) => {
        if (changed.has(book.fold.name)) duty.wake();
      });
      duty.start();
    },
    stop: async () => {
      unfollow();
      stopping.abort();
      await duty.stop();
    },
    run: duty.run,
  };
}
