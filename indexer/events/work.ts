import { epochCredit, sealedEpoch, seedDraw, verdictCommit, verdictReveal } from '../store/tables/work.ts';
import type { Handlers } from './event.ts';

/** Sealed epochs, the seeds that sample them, verdicts, and the work that was credited. */
export const workHandlers = {
  receiptBook: {
    Sealed: (write, args, position) =>
      write(sealedEpoch, {
        ...position,
        operatorId: Number(args.operatorId),
        epoch: Number(args.epoch),
        root: args.root,
        count: args.count,
        units: String(args.units),
        uri: args.uri,
      }),
  },
  spotCheck: {
    SeedDrawn: (write, args, position) =>
      write(seedDraw, {
        ...position,
        operatorId: Number(args.operatorId),
        epoch: Number(args.epoch),
        seed: args.seed,
      }),
    VerdictCommitted: (write, args, position) =>
      write(verdictCommit, {
        ...position,
        operatorId: Number(args.operatorId),
        epoch: Number(args.epoch),
        verifierId: Number(args.verifierId),
        commitment: args.commitment,
      }),
    VerdictRevealed: (write, args, position) =>
      write(verdictReveal, {
        ...position,
        operatorId: Number(args.operatorId),
        epoch: Number(args.epoch),
        verifierId: Number(args.verifierId),
        checked: args.checked,
        failed: args.failed,
        verdictRoot: args.verdictRoot,
        uri: args.uri,
      }),
    EpochCredited: (write, args, position) =>
      write(epochCredit, {
        ...position,
        operatorId: Number(args.operatorId),
        epoch: Number(args.epoch),
        units: String(args.units),
      }),
  },
} satisfies Handlers;
