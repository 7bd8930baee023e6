import {
  audit,
  auditPanel,
  auditStep,
  epochCredit,
  sealedEpoch,
  verdictCommit,
  verdictReveal,
  workChange,
} from '../store/tables/work.ts';
import type { Handlers } from './event.ts';

/** The stage by which SpotCheck calls an audit clean; the other end is a rejection. */
const CLEAN = 4;

/** Sealed epochs, the audits of them and of runs, and the work that was credited. */
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
    AuditDrawn: (write, args, position) =>
      write(audit, {
        ...position,
        key: args.key,
        operatorId: Number(args.operatorId),
        number: Number(args.number),
        isRun: args.isRun,
        seed: args.seed,
      }),
    PanelDrawn: (write, args, position) =>
      write(auditPanel, {
        ...position,
        key: args.key,
        stage: args.stage,
        verifiers: args.verifiers.map(Number),
        commitUntil: args.commitUntil,
        revealUntil: args.revealUntil,
      }),
    VerdictCommitted: (write, args, position) =>
      write(verdictCommit, {
        ...position,
        key: args.key,
        verifierId: Number(args.verifierId),
        commitment: args.commitment,
      }),
    VerdictRevealed: (write, args, position) =>
      write(verdictReveal, {
        ...position,
        key: args.key,
        verifierId: Number(args.verifierId),
        checked: args.checked,
        failed: args.failed,
        verdictRoot: args.verdictRoot,
        uri: args.uri,
      }),
    AuditDecided: (write, args, position) =>
      write(auditStep, { ...position, key: args.key, step: args.stage === CLEAN ? 'clean' : 'rejected' }),
    FaultProven: (write, args, position) => write(auditStep, { ...position, key: args.key, step: 'fault' }),
    VerifierSilent: (write, args, position) =>
      write(auditStep, { ...position, key: args.key, step: 'silent', verifierId: Number(args.ownerId) }),
    VerdictContradicted: (write, args, position) =>
      write(auditStep, { ...position, key: args.key, step: 'contradicted', verifierId: Number(args.verifierId) }),
    EpochCredited: (write, args, position) =>
      write(epochCredit, {
        ...position,
        operatorId: Number(args.operatorId),
        epoch: Number(args.epoch),
        units: String(args.units),
      }),
  },
  workLedger: {
    WorkCredited: (write, args, position) =>
      write(workChange, { ...position, operatorId: Number(args.operatorId), units: String(args.units) }),
    WorkDebited: (write, args, position) =>
      write(workChange, { ...position, operatorId: Number(args.operatorId), units: String(-args.units) }),
  },
} satisfies Handlers;
