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
import { withDeadline, within } from '../within.ts';
import { type AuditEpochComponents, auditEpoch } from './auditEpoch.ts';
import type { AuditBook, Seat } from './auditFold.ts';
import { advanceVerdict, decideVerdict } from './publishVerdict.ts';
import { isAccountOf, wasPublished } from './whose.ts';

export type VerifierComponents = Pick<
  AuditEpochComponents,
  'call' | 'restore' | 'verifyReceipt' | 'verifyOrder' | 'signResult' | 'operatorOf' | 'groupOf' | 'peersOf'
> & {
  readonly chain: Pick<Chain, 'read' | 'send' | 'account'>;
  readonly follower: Pick<Follower, 'onCommitted'>;
  readonly storage: Pick<Storage, 'get' | 'put'>;
  readonly audits: Audits;
  readonly operatorId: number;
  readonly book: Pick<AuditBook, 'fold' | 'seatsOf' | 'sealOf' | 'faultLists'>;
  /** Recomputes a run from chain, blocks and texts; inconclusive when something cannot be read. */
  readonly checkRun: (
    runId: number,
    options: {
      readonly seed: Hex;
      readonly seat: Pick<Seat, 'index' | 'of'>;
      readonly disputed: readonly string[];
      readonly signal: AbortSignal;
    },
  ) => Promise<Judgement>;
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
/** Disputed receipts that one verifier looks at, from all lists together, and how long lists and gates are waited for; of a run one finding of each. */
const MOST_DISPUTED = 64;
const LIST_MS = 30_000;
/** So much of a reason is looked at: it names what is false at its beginning. */
const LONGEST_REASON = 200;
/** How long a round waits for its steps; those that take longer go on beside the next rounds. */
const ROUND_MS = 10_000;
/** The longest that a run is checked. */
const RUN_MS = 3_600_000;
const CANNOT_CHECK = { position: 0, jobId: null, verdict: 'INCONCLUSIVE', result: null } as const;

/**
 * Creates the verifier: for each panel that the beacon drew this operator for, it audits, commits while commitments are
 * taken and reveals while reveals are. What it decided is in the journal before it is sent, so that a restart goes on.
 */
export function createVerifier(components: VerifierComponents, { pollMs = 1_000, roundMs = ROUND_MS } = {}): Verifier {
  const { chain, follower, audits, book, peersOf, checkRun, operatorId: self, now, onTrouble } = components;
  const stopping = new AbortController();
  const { signal } = stopping;
  const parts: AuditEpochComponents = {
    ...components,
    wasPublished: (expert) => wasPublished(chain, expert),
    isAccountOf: (account, id) => isAccountOf(chain, account, id),
    verifier: chain.account.address,
  };
  /** Steps that are being taken, by seat. */
  const steps = new Map<string, Promise<void>>();
  /** Checks of runs, by audit: one that takes longer than the hours of its panel goes on, and serves the next panel. */
  const runChecks = new Map<string, Promise<Judgement>>();
  /** When this node first saw a seat, to know how much of its time is gone. */
  const seenAt = new Map<string, number>();

  /**
   * What verdicts before ours call false. A list that cannot be fetched in time or read disputes nothing, and none takes the
   * place of the others: whoever called work faulty must not keep us from checking it.
   */
  const readDisputed = async (
    { key, isRun }: Seat,
    milliseconds: number,
    limit: AbortSignal,
  ): Promise<readonly ReceiptVerdict[]> => {
    const uris = book.faultLists(key);
    const most = isRun ? 1 : Math.ceil(MOST_DISPUTED / uris.length);
    const read = async (uri: string) => {
      const get = (ended: AbortSignal) => components.storage.get(fromContentUri(uri), { signal: ended });
      const { verdicts } = decodeVerdictList(await within(milliseconds, limit, get));
      return verdicts.filter(({ verdict }) => verdict === 'FAIL').slice(0, most);
    };
    return (await Promise.all(uris.map((uri) => read(uri).catch(() => [])))).flat();
  };

  const checkRunOnce = (
    { key: audit, number, seed, index, of }: Seat,
    disputed: readonly string[],
  ): Promise<Judgement> => {
    // What was found before others disputed it is no answer to them.
    const key = [audit, ...disputed].join(' ');
    const running = runChecks.get(key);
    if (running) return running;
    const check = within(RUN_MS, signal, (limit) =>
      checkRun(number, { seed, seat: { index, of }, disputed, signal: limit }),
    );
    runChecks.set(key, check);
    const forget = () => void runChecks.delete(key);
    check.then(({ verdict }) => verdict === 'INCONCLUSIVE' && forget(), forget);
    return check;
  };

  const auditSeat = async (
    seat: Seat,
    left: number,
    limit: AbortSignal,
  ): Promise<Parameters<typeof decideVerdict>[2]> => {
    const patienceMs = Math.min(LIST_MS, left / 4);
    const disputed = await readDisputed(seat, patienceMs, limit);
    if (seat.isRun) {
      const reasons = disputed.map(({ reason }) => reason.slice(0, LONGEST_REASON));
      const { verdict, reason } = await within(left, limit, () => checkRunOnce(seat, reasons));
      return { count: 1, verdicts: [{ position: 0, jobId: null, verdict, reason, result: null }] };
    }
    const { operatorId, number: epoch, seed } = seat;
    const sealed = book.sealOf(operatorId, epoch);
    if (!sealed) return { count: 0, verdicts: [{ ...CANNOT_CHECK, reason: 'the chain does not show the seal' }] };
    const drawn = {
      ...sealed,
      operatorId,
      epoch,
      seed,
      disputed: [...new Set(disputed.map(({ position }) => position))],
      patienceMs,
      verifierId: self,
      peers: peersOf(operatorId),
    };
    return { count: sealed.count, verdicts: await auditEpoch(drawn, audits.history(operatorId, epoch), parts, limit) };
  };

  const decide = async (seat: Seat): Promise<void> => {
    // A larger panel is drawn because others found something: that is looked at, even by who sat in the first one.
    const known = book.faultLists(seat.key).length > 0 ? null : audits.findAny(seat.key);
    // Who found nothing in time may by now.
    if (known && known.checked > 0) return audits.save({ ...known, stage: seat.stage, state: 'decided' });
    const key = `${seat.key} ${seat.stage}`;
    const seen = seenAt.get(key) ?? now();
    seenAt.set(key, seen);
    const abstainAt = seen + (seat.commitUntil - seen) * ABSTAIN_AFTER;
    const left = Math.max(0, abstainAt - now()) * 1_000;
    const auditInTime = withDeadline(left, signal, (limit) => auditSeat(seat, left, limit));
    const found = await auditInTime.catch((cause: unknown) => {
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
    // A node that keeps its receipts back holds up its own audit, and no other.
    work: async () => {
      const seats = book.seatsOf(self);
      // What is remembered of an audit goes with it.
      for (const memory of [runChecks, seenAt])
        for (const key of memory.keys()) if (!seats.some((seat) => key.startsWith(seat.key))) memory.delete(key);
      for (const seat of seats) {
        const key = `${seat.key} ${seat.stage}`;
        const isDone = ['revealed', 'missed'].includes(audits.find(seat.key, seat.stage)?.state ?? '');
        if (isDone || now() >= seat.revealUntil || steps.has(key)) continue;
        const step = takeStep(seat)
          .catch((cause: unknown) => void (signal.aborted || onTrouble({ message: 'an audit is tried again', cause })))
          .finally(() => steps.delete(key));
        steps.set(key, step);
      }
      await within(roundMs, signal, () => Promise.all(steps.values())).catch(() => {});
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
      await Promise.all(steps.values());
    },
    run: duty.run,
  };
}
