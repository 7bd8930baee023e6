import { toContentCid } from '../../protocol/contentUri.ts';
import { wantedBlock } from '../store/tables/content.ts';
import { policy, run, runSeed, runVerification } from '../store/tables/training.ts';
import type { Handlers } from './event.ts';

/** Voted mixtures, and the runs that follow them. */
export const trainingHandlers = {
  mixturePolicy: {
    PolicyAdopted: (write, args, position) =>
      write(policy, { ...position, id: Number(args.policyId), shares: [...args.shares] }),
  },
  modelRegistry: {
    RunOpened: (write, args, position) => {
      const cid = toContentCid(args.uri);
      write(run, {
        ...position,
        id: Number(args.runId),
        operatorId: Number(args.operatorId),
        baseModelId: Number(args.baseModelId),
        policyId: Number(args.policyId),
        snapshotRoot: args.snapshotRoot,
        consentRoot: args.consentRoot,
        consentHead: args.consentHead,
        uri: args.uri,
        cid,
      });
      if (cid) write(wantedBlock, { block: position.block, cid, kind: 'snapshot' });
    },
    RunVerified: (write, args, position) => write(runVerification, { ...position, runId: Number(args.runId) }),
    RunSeeded: (write, args, position) => write(runSeed, { ...position, runId: Number(args.runId), seed: args.seed }),
  },
} satisfies Handlers;
