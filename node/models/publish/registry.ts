import type { Hex } from 'viem';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import type { Chain } from '../../chain/chain.ts';
import type { Follower } from '../../chain/follower.ts';
import { isRefusedWith, type Refusals } from '../../chain/refusals.ts';
import type { RegisteredModels } from '../modelFold.ts';
import type { OpenedRun, TrainingRuns } from '../runFold.ts';

type RunEntry = {
  /** The run that was claimed before the snapshot was made; the registry refuses one whose policy is no longer in force. */
  readonly runId: number;
  readonly baseModelId: number;
  readonly snapshotRoot: Hex;
  readonly consentRoot: Hex;
  /** The consent registry's head that the snapshot was made at. */
  readonly consentHead: Hex;
  readonly uri: string;
};

type AdapterEntry = {
  readonly runId: number;
  /** Models that the adapter was made from, ascending. */
  readonly parents: readonly number[];
  readonly listRoot: Hex;
  readonly attributionRoot: Hex;
  readonly evaluationHash: Hex;
  readonly weightsHash: Hex;
  readonly uri: string;
};

/** ModelRegistry as this node's operator uses it. Every verb can be repeated after a crash without a second effect. */
export type Registry = {
  /** The model of a base, registered when it is not yet. */
  readonly ensureBase: (weightsHash: Hex, uri: string) => Promise<number>;
  /** Says that this operator trains a policy, or finds the run by which it said so; gives its number. */
  readonly claimRun: (policyId: number) => Promise<number>;
  readonly openRun: (run: RunEntry) => Promise<OpenedRun>;
  /** Draws a run's seed as soon as the beacon knows it, or reads the one that is drawn. */
  readonly drawSeed: (runId: number, options: { signal: AbortSignal }) => Promise<Hex>;
  /** Registers a run's adapter, or finds the one that is registered. */
  readonly registerAdapter: (entry: AdapterEntry) => Promise<number>;
};

export type RegistryComponents = {
  readonly chain: Pick<Chain, 'send'>;
  readonly follower: Pick<Follower, 'head' | 'caughtUp' | 'reached'>;
  readonly runs: Pick<TrainingRuns, 'find' | 'claimsOf' | 'seedOf'>;
  readonly models: Pick<RegisteredModels, 'baseOf' | 'adapterOfRun'>;
  /** Gives a value to the beacon's round that decides what was fixed at a time, when nobody revealed in it. */
  readonly closeRound: (time: number) => Promise<void>;
  readonly operatorId: number;
};

/** The beacon's round is not over, or somebody was faster. */
const UNDECIDED = { modelRegistry: ['SeedPending', 'RunAlreadySeeded'] } satisfies Refusals;

/** Gives the registry's verbs; they read what the follower has folded. */
export function createRegistry({
  chain,
  follower,
  runs,
  models,
  closeRound,
  operatorId,
}: RegistryComponents): Registry {
  const contract = 'modelRegistry';
  return {
    ensureBase: async (weightsHash, uri) => {
      const known = models.baseOf(weightsHash);
      if (known !== null) return known;
      await chain.send({ contract, functionName: 'registerBase', args: [weightsHash, uri] });
      return assertFound(models.baseOf(weightsHash), 'BaseRegistered');
    },
    claimRun: async (policyId) => {
      const find = () => runs.claimsOf(policyId).find((run) => run.operatorId === operatorId)?.runId;
      const known = find();
      if (known !== undefined) return known;
      await chain.send({ contract, functionName: 'claimRun', args: [BigInt(policyId)] });
      return assertFound(find(), 'RunClaimed');
    },
    openRun: async ({ runId, baseModelId, snapshotRoot, consentRoot, consentHead, uri }) => {
      const args = [BigInt(runId), BigInt(baseModelId), snapshotRoot, consentRoot, consentHead, uri] as const;
      await chain.send({ contract, functionName: 'openRun', args });
      return assertFound(runs.find(runId), 'RunOpened');
    },
    drawSeed: async (runId, { signal }) => {
      for (;;) {
        signal.throwIfAborted();
        await follower.caughtUp({ signal });
        const seed = runs.seedOf(runId);
        if (seed) return seed;
        const { number } = follower.head();
        try {
          await chain.send({ contract, functionName: 'drawSeed', args: [BigInt(runId)] });
        } catch (cause) {
          // Anyone may have drawn first; and while the round runs that decides, time has to pass.
          if (!isRefusedWith(cause, UNDECIDED)) throw cause;
          if (cause.errorName === 'SeedPending') await closeRound(Number(cause.args[1]));
          await follower.reached(number + 1n, { signal });
        }
      }
    },
    registerAdapter: async (entry) => {
      await follower.caughtUp();
      const known = models.adapterOfRun(entry.runId);
      if (known) return known.modelId;
      const { runId, parents, listRoot, attributionRoot, evaluationHash, weightsHash, uri } = entry;
      const roots = [listRoot, attributionRoot, evaluationHash, weightsHash] as const;
      const args = [BigInt(runId), parents.map(BigInt), ...roots, uri] as const;
      await chain.send({ contract, functionName: 'registerAdapter', args });
      return assertFound(models.adapterOfRun(runId), 'AdapterRegistered').modelId;
    },
  };
}

function assertFound<T>(value: T | null | undefined, eventName: string): T {
  if (value === null || value === undefined) throw new RegistryEventMissingError(eventName);
  return value;
}

/** A transaction went through, but the RPC does not show its event. */
export class RegistryEventMissingError extends BaseError {
  override readonly name = 'RegistryEventMissingError';
  override readonly kind = 'missing';
  constructor(eventName: string) {
    super('The registry accepted a transaction but shows no event.', {
      values: { eventName },
      hint: 'The RPC may lag behind; the trainer tries again.',
    });
  }
}
