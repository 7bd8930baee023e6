import { createHash } from 'node:crypto';
import type { Address, Hex } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { ShownSession, ShownVoucher } from '../../protocol/http/session.ts';
import type { Rank } from './admission.ts';

/** Whoever asks, as far as they said who they are. */
export type Visitor = { readonly account: Address | null; readonly identityId: number; readonly rank: Rank };

/** What members received at this gate in the running period, and the vouchers that they gave for it. */
export type AllotmentBook = {
  /** Units that count against the allotment and that the chain does not know of yet. */
  readonly openUse: (identityId: number, period: number) => bigint;
  readonly addUse: (identityId: number, period: number, units: bigint) => void;
  /** The units of the newest voucher that was taken; 0 before the first. */
  readonly vouched: (identityId: number) => bigint;
  readonly takeVoucher: (identityId: number, cumulative: bigint, signature: Hex) => void;
};

export type Visitors = {
  /** Says who asks. @throws BadSessionError for a session that does not hold */
  readonly meet: (session: ShownSession | null) => Promise<Visitor>;
  /** Counts what a member was given. */
  readonly serve: (visitor: Visitor, units: bigint) => void;
  /** Takes a voucher of whoever asks; the newest replaces all before. @throws BadVoucherError */
  readonly pay: (visitor: Visitor, voucher: ShownVoucher) => Promise<void>;
};

export type VisitorComponents = {
  readonly gate: Address;
  readonly operatorId: number;
  /** Tells whether this account, plain or contract, signed this session for this gate. */
  readonly verifySession: (session: ShownSession) => Promise<boolean>;
  readonly verifyVoucher: (account: Address, voucher: ShownVoucher) => Promise<boolean>;
  /** The identity that an account acts for now; 0 for none. */
  readonly identityOf: (account: Address) => Promise<number>;
  /** Units that a member has left, by the chain. */
  readonly available: (identityId: number) => Promise<bigint>;
  /** The one number that contributions give a gate to order by. */
  readonly priorityOf: (account: Address) => Promise<bigint>;
  readonly book: AllotmentBook;
  /** Number of the pool's running period. */
  readonly period: () => number;
  /** Unix milliseconds. */
  readonly now?: () => number;
};

/** A session may not outlive this, so that one that leaks is worthless some day. */
const LONGEST_SESSION_MS = 31 * 24 * 3_600_000;
/** How long an answer of the chain is good for; it moves with vouchers and credits, not with questions. */
const FRESH_MS = 15_000;
const KEPT = 10_000;
/** What the book has room for. */
const MOST_UNITS = 2n ** 63n - 1n;
const ANONYMOUS: Visitor = { account: null, identityId: 0, rank: { tier: 'anonymous' } };

/** Creates what knows who asks, and how far their floor and their priority go. */
export function createVisitors(components: VisitorComponents): Visitors {
  const { gate, operatorId, book, period, now = Date.now } = components;
  const sessions = createMemory<boolean>();
  const floors = createMemory<bigint>();
  const priorities = createMemory<bigint>();

  const isSigned = async (session: ShownSession): Promise<boolean> => {
    // A signature is as long as whoever shows it likes, and those of strangers are remembered too.
    const said = `${session.account} ${session.until} ${session.signature}`;
    const key = createHash('sha256').update(said).digest('base64');
    return sessions.recall(key, Number.POSITIVE_INFINITY, now(), () => components.verifySession(session));
  };
  const rankOf = async (account: Address, identityId: number): Promise<Rank> => {
    if (identityId !== 0) {
      const left = await floors.recall(String(identityId), FRESH_MS, now(), () => components.available(identityId));
      if (left > book.openUse(identityId, period())) return { tier: 'floor' };
    }
    const priority = await priorities.recall(account, FRESH_MS, now(), () => components.priorityOf(account));
    return priority > 0n ? { tier: 'priority', priority } : { tier: 'anonymous' };
  };

  return {
    meet: async (session) => {
      if (!session) return ANONYMOUS;
      const endsIn = session.until * 1_000 - now();
      if (endsIn <= 0) throw new BadSessionError('it has ended');
      if (endsIn > LONGEST_SESSION_MS) throw new BadSessionError('it lasts for more than a month');
      if (!(await isSigned(session))) throw new BadSessionError(`it is not signed by its account for gate ${gate}`);
      const identityId = await components.identityOf(session.account);
      return { account: session.account, identityId, rank: await rankOf(session.account, identityId) };
    },
    serve: ({ identityId }, units) => {
      if (identityId !== 0 && units > 0n) book.addUse(identityId, period(), units);
    },
    pay: async ({ account, identityId }, voucher) => {
      if (account === null || identityId === 0) throw new BadVoucherError('it needs the session of a member');
      if (Number(voucher.identityId) !== identityId) throw new BadVoucherError('it names another member');
      if (Number(voucher.operatorId) !== operatorId) throw new BadVoucherError('it names another operator');
      const cumulative = BigInt(voucher.cumulative);
      if (cumulative > MOST_UNITS) throw new BadVoucherError('it is for more than there is');
      if (cumulative <= book.vouched(identityId)) return;
      if (!(await components.verifyVoucher(account, voucher))) throw new BadVoucherError('its signature is not valid');
      book.takeVoucher(identityId, cumulative, voucher.signature);
    },
  };
}

/** Answers that are asked for once in a while; the oldest are forgotten, so that many callers cannot fill the memory. */
function createMemory<T>() {
  const known = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  return {
    recall: (key: string, freshMs: number, now: number, ask: () => Promise<T>): Promise<T> => {
      const last = known.get(key);
      if (last && now - last.at < freshMs) return last.answer;
      const answer = ask();
      known.delete(key);
      known.set(key, { at: now, answer });
      answer.catch(() => known.delete(key));
      if (known.size > KEPT) known.delete(known.keys().next().value as string);
      return answer;
    },
  };
}

/** A session that this gate does not take. */
export class BadSessionError extends BaseError {
  override readonly name = 'BadSessionError';
  override readonly kind = 'forbidden';
  constructor(reason: string) {
    super(`The session does not hold: ${reason}.`, { hint: 'Sign a new one, or ask without.' });
  }
}

/** A voucher that this gate does not take. */
export class BadVoucherError extends BaseError {
  override readonly name = 'BadVoucherError';
  override readonly kind = 'refused';
  constructor(reason: string) {
    super(`The voucher does not hold: ${reason}.`);
  }
}
