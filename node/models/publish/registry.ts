import { setTimeout as sleep } from 'node:timers/promises';
import type { Hex } from 'viem';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import type { Chain } from '../../chain/chain.ts';

export type OpenedRun = {
  readonly runId: number;
  readonly operatorId: number;
  readonly baseModelId: number;
  readonly policyId: number;
  readonly snapshotRoot: Hex;
};

type RunEntry = {
  readonly baseModelId: number;
  /** The policy that the snapshot was made for; the registry refuses one that is no longer in force. */
  readonly policyId: number;
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

type RunOpenedArgs = {
  readonly runId: bigint;
  readonly operatorId: bigint;
  readonly baseModelId: bigint;
  readonly policyId: bigint;
  readonly snapshotRoot: Hex;
};

/** ModelRegistry as this node's operator uses it. Every verb can be repeated after a crash without a second effect. */
export type Registry = {
  /** The model of a base, registered when it is not yet. */
  readonly ensureBase: (weightsHash: Hex, uri: string) => Promise<number>;
  /** Runs that this operator opened, oldest first. */
  readonly ownRuns: () => Promise<readonly OpenedRun[]>;
  readonly openRun: (run: RunEntry) => Promise<OpenedRun>;
  /** Draws a run's seed as soon as a later block allows it, or reads the one that is drawn. */
  readonly drawSeed: (runId: number, options: { signal: AbortSignal }) => Promise<Hex>;
  /** Registers a run's adapter, or finds the one that is registered. */
  readonly registerAdapter: (entry: AdapterEntry) => Promise<number>;
};

export type RegistryChain = Pick<Chain, 'read' | 'send' | 'events' | 'account' | 'client'>;

const DRAW_PAUSE_MS = 400;

/** Gives the registry's verbs over a chain. */
export function createRegistry(chain: RegistryChain): Registry {
  const contract = 'modelRegistry';
  const operatorId = () =>
    chain.read<bigint>({ contract: 'operatorRegistry', functionName: 'operatorOf', args: [chain.account.address] });
  const ownRuns = async () => {
    const own = await operatorId();
    const query = { contract, eventName: 'RunOpened', args: { operatorId: own } } as const;
    return (await chain.events<RunOpenedArgs>(query))
      .map(({ args }) => toRun(args))
      .filter((run) => run.operatorId === Number(own));
  };
  const findSeed = async (runId: number) =>
    (await chain.events<{ seed: Hex }>({ contract, eventName: 'RunSeeded', args: { runId: BigInt(runId) } }))[0]?.args
      .seed;
  const findSeedBlock = async (runId: number) => {
    const names = ['RunSeedScheduled', 'RunOpened'] as const;
    for (const eventName of names) {
      const query = { contract, eventName, args: { runId: BigInt(runId) } } as const;
      const last = (await chain.events<{ seedBlock: bigint }>(query)).at(-1);
      if (last) return last.args.seedBlock;
    }
    return 0n;
  };
  const findBase = async (weightsHash: Hex) => {
    const events = await chain.events<{ modelId: bigint; weightsHash: Hex }>({ contract, eventName: 'BaseRegistered' });
    return events.find(({ args }) => args.weightsHash === weightsHash)?.args.modelId;
  };
  const findAdapter = async (runId: number) => {
    const query = { contract, eventName: 'AdapterRegistered', args: { runId: BigInt(runId) } } as const;
    return (await chain.events<{ modelId: bigint }>(query))[0]?.args.modelId;
  };

  return {
    ensureBase: async (weightsHash, uri) => {
      const known = await findBase(weightsHash);
      if (known !== undefined) return Number(known);
      await chain.send({ contract, functionName: 'registerBase', args: [weightsHash, uri] });
      return Number(assertFound(await findBase(weightsHash), 'BaseRegistered'));
    },
    ownRuns,
    openRun: async ({ baseModelId, snapshotRoot, consentRoot, consentHead, uri, policyId }) => {
      const args = [BigInt(baseModelId), BigInt(policyId), snapshotRoot, consentRoot, consentHead, uri];
      await chain.send({ contract, functionName: 'openRun', args });
      const opened = (await ownRuns()).findLast((run) => run.snapshotRoot === snapshotRoot);
      return assertFound(opened, 'RunOpened');
    },
    drawSeed: async (runId, { signal }) => {
      for (;;) {
        signal.throwIfAborted();
        const seed = await findSeed(runId);
        if (seed) return seed;
        // A draw in the seed's own block would only put it off, so the next transaction must land in a later one.
        if ((await chain.client.getBlockNumber()) < (await findSeedBlock(runId))) {
          await sleep(DRAW_PAUSE_MS, undefined, { signal });
          continue;
        }
        const draw = chain.send({ contract, functionName: 'drawSeed', args: [BigInt(runId)] });
        // Anyone may have drawn first.
        await draw.catch(async (error: unknown) => {
          if (!(await findSeed(runId))) throw error;
        });
      }
    },
    registerAdapter: async (entry) => {
      const known = await findAdapter(entry.runId);
      if (known !== undefined) return Number(known);
      const { runId, parents, listRoot, attributionRoot, evaluationHash, weightsHash, uri } = entry;
      const roots = [listRoot, attributionRoot, evaluationHash, weightsHash];
      const args = [BigInt(runId), parents.map(BigInt), ...roots, uri];
      await chain.send({ contract, functionName: 'registerAdapter', args });
      return Number(assertFound(await findAdapter(runId), 'AdapterRegistered'));
    },
  };
}

function toRun({ runId, operatorId, baseModelId, policyId, snapshotRoot }: RunOpenedArgs): OpenedRun {
  return {
    runId: Number(runId),
    operatorId: Number(operatorId),
    baseModelId: Number(baseModelId),
    policyId: Number(policyId),
    snapshotRoot,
  };
}

function assertFound<T>(value: T | undefined, eventName: string): T {
  if (value === undefined) throw new RegistryEventMissingError(eventName);
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
