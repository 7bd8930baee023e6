import { proposal, proposalStep, vote } from '../store/tables/governance.ts';
import type { Handlers } from './event.ts';

/** Proposals, what became of them, and the votes of both chambers. */
export const governanceHandlers = {
  commonsGovernor: {
    ProposalCreated: (write, args, position) =>
      write(proposal, {
        ...position,
        id: String(args.proposalId),
        proposer: args.proposer.toLowerCase(),
        actions: args.targets.map((target, i) => ({
          target,
          value: String(args.values[i] ?? 0n),
          calldata: args.calldatas[i] ?? '0x',
        })),
        voteStart: Number(args.voteStart),
        voteEnd: Number(args.voteEnd),
        description: args.description,
      }),
    ProposalQueued: (write, args, position) =>
      write(proposalStep, {
        ...position,
        proposalId: String(args.proposalId),
        step: 'queued',
        at: Number(args.etaSeconds),
      }),
    ProposalExecuted: (write, args, position) =>
      write(proposalStep, { ...position, proposalId: String(args.proposalId), step: 'executed' }),
    ProposalCanceled: (write, args, position) =>
      write(proposalStep, { ...position, proposalId: String(args.proposalId), step: 'canceled' }),
    ProposalExtended: (write, args, position) =>
      write(proposalStep, {
        ...position,
        proposalId: String(args.proposalId),
        step: 'extended',
        at: Number(args.extendedDeadline),
      }),
    ChamberVote: (write, args, position) =>
      write(vote, {
        ...position,
        proposalId: String(args.proposalId),
        voter: args.voter.toLowerCase(),
        support: args.support,
        technicalSupport: args.technicalSupport,
        people: String(args.people),
        technical: String(args.technical),
      }),
  },
} satisfies Handlers;
