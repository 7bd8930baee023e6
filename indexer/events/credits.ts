import { creditMint } from '../store/tables/credits.ts';
import type { Handlers } from './event.ts';

/** Credits that cannot be moved: only minting happens. */
export const creditHandlers = {
  contributionCredits: {
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
