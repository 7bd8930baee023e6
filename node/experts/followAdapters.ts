import type { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import { decodeCard } from '../../protocol/blocks/adapterCard.ts';
import { fromContentUri } from '../../protocol/contentUri.ts';
import type { Follower } from '../chain/follower.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { RegisteredAdapter, RegisteredModels } from '../models/modelFold.ts';
import type { OnTrouble } from '../trouble.ts';
import { within } from '../within.ts';
import type { ExpertVersion } from './expert.ts';
import { adoptAdapter, createDecoderExpert, type DecoderParts } from './kinds/decoder.ts';

export type FollowOptions = {
  readonly follower: Pick<Follower, 'onCommitted'>;
  readonly models: Pick<RegisteredModels, 'fold' | 'newestOver'>;
  /** Whether the court froze a model until a time that is still to come. */
  readonly isFrozen: (modelId: number) => boolean;
  readonly get: (cid: CID, options?: { signal?: AbortSignal }) => Promise<Uint8Array>;
  readonly decoder: DecoderParts;
  readonly publish: (version: ExpertVersion) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onTrouble: OnTrouble;
};

/** The pause before an adapter that could not be fetched is asked for again; new ones wake the duty. */
const EVERY_MS = 2_000;
/** How long nodes are asked for an adapter's card and for its weights, before those registered earlier are tried. */
const CARD_MS = 30_000;
const WEIGHTS_MS = 300_000;

/**
 * Creates the duty that serves the base at once, and from then on the newest adapter over it whose run was verified, that
 * no ruling withdrew or froze, and whose bytes match.
 */
export function createAdapterFollower(options: FollowOptions): Pick<Duty, 'start' | 'stop'> {
  const { follower, models, isFrozen, get, decoder, publish, signal, onTrouble } = options;
  let served: Hex | 'base' | null = null;

  const adopt = async ({ uri, weightsHash }: RegisteredAdapter): Promise<void> => {
    const fetch = (cid: CID, ms: number) => within(ms, signal, (ended) => get(cid, { signal: ended }));
    const card = decodeCard(await fetch(fromContentUri(uri), CARD_MS));
    const bytes = await fetch(card.weights, WEIGHTS_MS);
    await publish(adoptAdapter({ bytes, hash: weightsHash, cid: card.weights }, decoder));
  };
  const work = async (): Promise<void> => {
    for (const model of models.newestOver(decoder.base.base)) {
      if (isFrozen(model.modelId)) continue;
      if (served === model.weightsHash) return;
      try {
        await adopt(model);
        served = model.weightsHash;
        return;
      } catch (cause) {
        // Any operator registers adapters: one that nobody can use keeps no node from those before it.
        signal.throwIfAborted();
        onTrouble({ message: `adapter ${model.modelId} cannot be served`, cause });
      }
    }
    if (served === 'base') return;
    await publish(createDecoderExpert(decoder.generator, decoder.base));
    served = 'base';
  };
  const duty = createDuty({ name: 'bringing the decoder up to date', every: EVERY_MS, signal, work, onTrouble });
  const unlisten = follower.onCommitted(({ changed }) => changed.has(models.fold.name) && duty.wake());
  return {
    start: duty.start,
    stop: async () => {
      unlisten();
      await duty.stop();
    },
  };
}
