import { creditClaim, creditMint } from '../store/tables/credits.ts';
import type { Handlers } from './event.ts';

/** Credits that cannot be moved: they are minted, and those of work follow the ledger. */
export const creditHandlers = {
  contributionCredits: {
    CreditsClaimed: (write, args, position) =>
      write(creditClaim, { ...position, identityId: Number(args.identityId), units: String(args.units) }),
    CreditsMinted: (write, args, position) =>
      write(creditMint, {
        ...position,
        identityId: Number(args.identityId),
        kind: Number(args.kind),
        amount: String(args.amount),
        cause: args.cause,
      }),
  },
} satisfies Handlers;
