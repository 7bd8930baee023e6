import { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import { decodeCard } from '../../protocol/blocks/adapterCard.ts';
import type { Chain } from '../chain/chain.ts';
import { adoptAdapter } from './adopt.ts';
import type { DecoderOptions, Generator } from './decoder.ts';
import type { ExpertVersion } from './expert.ts';

type Registered = {
  readonly modelId: bigint;
  readonly baseModelId: bigint;
  readonly weightsHash: Hex;
  readonly uri: string;
};

type Model = { readonly weightsHash: Hex; readonly status: number };

/** What a ruling marks a model with that nobody should serve any more. */
const WITHDRAWN = 2;

export type FollowOptions<Adapter> = {
  readonly chain: Pick<Chain, 'events' | 'read' | 'watch'>;
  readonly get: (cid: CID, options?: { signal?: AbortSignal }) => Promise<Uint8Array>;
  readonly restore: {
    readonly generator: Generator<Adapter>;
    readonly decodeAdapter: (bytes: Uint8Array) => Adapter;
    readonly base: Omit<DecoderOptions<Adapter>, 'adapter'>;
  };
  /** The decoder without any adapter. */
  readonly plain: () => ExpertVersion;
  readonly publish: (version: ExpertVersion) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onTrouble: (trouble: { readonly message: string; readonly cause: unknown }) => void;
};

/**
 * Serves the base at once, and from then on the newest adapter over it that the chain names, that no ruling
 * withdrew, and whose bytes match.
 */
export function followAdapters<Adapter>(options: FollowOptions<Adapter>): void {
  const { chain, get, restore, plain, publish, signal, onTrouble } = options;
  let served: Hex | 'base' | null = null;

  const readModel = (modelId: bigint) =>
    chain.read<Model>({ contract: 'modelRegistry', functionName: 'model', args: [modelId] });
  const isOurs = async ({ modelId, baseModelId }: Registered): Promise<boolean> =>
    (await readModel(baseModelId)).weightsHash === restore.base.base && (await readModel(modelId)).status !== WITHDRAWN;
  const newest = async (): Promise<Registered | null> => {
    const query = { contract: 'modelRegistry', eventName: 'AdapterRegistered' } as const;
    for (const { args } of [...(await chain.events<Registered>(query))].reverse()) if (await isOurs(args)) return args;
    return null;
  };
  const update = async (): Promise<void> => {
    const model = await newest();
    if (served === (model?.weightsHash ?? 'base')) return;
    if (!model) {
      await publish(plain());
      served = 'base';
      return;
    }
    const card = decodeCard(await get(CID.parse(model.uri.replace('ipfs://', '')), { signal }));
    const bytes = await get(card.weights, { signal });
    await publish(adoptAdapter({ bytes, hash: model.weightsHash, cid: card.weights }, restore));
    served = model.weightsHash;
  };
  const attempt = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        return await update();
      } catch (cause) {
        onTrouble({ message: 'the decoder was not brought up to date', cause });
        await new Promise((done) => setTimeout(done, 2_000));
      }
    }
  };
  let last = attempt();
  const onEvents = async () => {
    last = last.then(attempt);
    await last;
  };
  for (const eventName of ['AdapterRegistered', 'ModelMarked']) {
    chain.watch({ contract: 'modelRegistry', eventName, signal, onEvents });
  }
}
