import { TIERS } from '../../protocol/manifest/tier.ts';
import { head, tierChange, withdrawal } from '../store/tables/deposits.ts';
import type { Handlers } from './event.ts';

/** Anchored heads and changes of consent. The leaves behind a head are fetched later, by content/. */
export const depositHandlers = {
  depositLog: {
    Anchored: (write, args, position) =>
      write(head, {
        ...position,
        logId: Number(args.logId),
        size: Number(args.size),
        root: args.root,
        previous: args.previous,
        uri: args.uri,
      }),
  },
  consentRegistry: {
    Withdrawn: (write, args, position) =>
      write(withdrawal, { ...position, deposit: args.deposit, depositor: args.depositor.toLowerCase() }),
    TierChanged: (write, args, position) =>
      write(tierChange, {
        ...position,
        deposit: args.deposit,
        depositor: args.depositor.toLowerCase(),
        tier: TIERS[args.tier] ?? `tier ${args.tier}`,
        nonce: String(args.nonce),
      }),
  },
} satisfies Handlers;
