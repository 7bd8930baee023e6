import { toContentCid } from '../../protocol/contentUri.ts';
import { wantedBlock } from '../store/tables/content.ts';
import { adapter, attributionClaim, base } from '../store/tables/models.ts';
import type { Handlers } from './event.ts';

/** Bases, adapters, and claims of attribution. */
export const modelHandlers = {
  modelRegistry: {
    BaseRegistered: (write, args, position) =>
      write(base, {
        ...position,
        id: Number(args.modelId),
        operatorId: Number(args.operatorId),
        weightsHash: args.weightsHash,
        uri: args.uri,
      }),
    AdapterRegistered: (write, args, position) => {
      const cid = toContentCid(args.uri);
      write(adapter, {
        ...position,
        id: Number(args.modelId),
        runId: Number(args.runId),
        baseModelId: Number(args.baseModelId),
        listRoot: args.listRoot,
        attributionRoot: args.attributionRoot,
        evaluationHash: args.evaluationHash,
        weightsHash: args.weightsHash,
        uri: args.uri,
        cid,
      });
      if (cid) write(wantedBlock, { block: position.block, cid, kind: 'card' });
    },
    AttributionClaimed: (write, args, position) =>
      write(attributionClaim, {
        ...position,
        modelId: Number(args.modelId),
        identityId: Number(args.identityId),
        shareBp: args.shareBp,
      }),
  },
} satisfies Handlers;
