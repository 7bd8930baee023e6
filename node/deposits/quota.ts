import type { Address } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Contributions } from '../journal/contributions.ts';

const DAY = 24 * 3600;

export type QuotaOptions = {
  readonly contributions: Contributions;
  /** The active identity that an account acts for; 0 for none. */
  readonly identityOf: (account: Address) => Promise<number>;
  readonly perDay: PerDay;
  /** Unix seconds. */
  readonly now?: () => number;
};

/** Deposits a day: of one contributor who is enrolled, of one who is not, and of all who are not together. */
export type PerDay = { readonly members: number; readonly strangers: number; readonly strangersTogether: number };

/**
 * Returns what refuses a contributor who has given enough for a day: each deposit takes disk and a place in the log for
 * good, and anyone can make keys. Ask once it is known that the contributor signed, so that nobody spends another's.
 */
export function createQuota({ contributions, identityOf, perDay, now = unixSeconds }: QuotaOptions) {
  const strangers = createTally();

  /** @throws DepositQuotaError */
  return async (contributor: Address): Promise<void> => {
    const given = contributions.since(contributor, now() - DAY);
    if ((await identityOf(contributor)) !== 0) {
      if (given >= perDay.members) throw new DepositQuotaError(contributor, perDay.members);
      return;
    }
    const tally = strangers.on(Math.floor(now() / DAY));
    // The journal knows those before a restart, the tally those on their way.
    const own = Math.max(given, tally.of(contributor));
    if (own >= perDay.strangers || tally.inAll() >= perDay.strangersTogether)
      throw new DepositQuotaError(contributor, perDay.strangers);
    tally.set(contributor, own + 1);
  };
}

/** Counts of one day; it forgets them when the next one is asked about. */
function createTally() {
  const counts = new Map<Address, number>();
  let today = 0;
  let sum = 0;
  return {
    on: (day: number) => {
      if (day !== today) {
        counts.clear();
        sum = 0;
        today = day;
      }
      return {
        of: (account: Address) => counts.get(account) ?? 0,
        inAll: () => sum,
        set: (account: Address, count: number) => {
          sum += 1;
          counts.set(account, count);
        },
      };
    },
  };
}

function unixSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** A contributor has deposited as much as this node takes from one in a day. */
export class DepositQuotaError extends BaseError {
  override readonly name = 'DepositQuotaError';
  override readonly kind = 'busy';
  constructor(contributor: Address, perDay: number) {
    super('This node takes no more deposits of this contributor today.', {
      values: { contributor, perDay },
      hint: 'Try again tomorrow, or at another node; who is enrolled may deposit more.',
    });
  }
}
