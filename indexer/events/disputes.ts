import { restriction } from '../store/tables/disputes.ts';
import type { Handlers } from './event.ts';

/** Kinds of subject, as the court numbers them. */
const SUBJECTS = ['deposit', 'model', 'expert', 'operator'];

/** What board and court keep from use. */
export const disputeHandlers = {
  stewardshipBoard: {
    DepositHeld: (write, args, position) =>
      write(restriction, {
        ...position,
        source: 'board',
        kind: 'deposit',
        subject: args.depositKey,
        until: args.until,
      }),
    DepositTakenDown: (write, args, position) =>
      write(restriction, { ...position, source: 'board', kind: 'deposit', subject: args.depositKey }),
    DepositLifted: (write, args, position) =>
      write(restriction, {
        ...position,
        source: 'board',
        kind: 'deposit',
        subject: args.depositKey,
        until: 0,
        caseId: String(args.caseId),
      }),
  },
  disputeCourt: {
    SubjectFrozen: (write, args, position) =>
      write(restriction, {
        ...position,
        source: 'court',
        kind: SUBJECTS[args.subjectKind] ?? `kind ${args.subjectKind}`,
        subject: args.subject,
        until: args.until,
        caseId: String(args.caseId),
      }),
  },
} satisfies Handlers;
