import { decodeDepositList } from '../../protocol/blocks/depositList.ts';
import type { ExpertManifest } from '../../protocol/blocks/expertManifest.ts';
import type { Storage } from '../storage/storage.ts';
import { adoptAdapter } from './adopt.ts';
import { CLASSIFIER_CLASS, createClassifierExpert } from './classifier.ts';
import { createDecoderExpert, type DecoderOptions, type Generator } from './decoder.ts';
import type { ExpertVersion, OpenedText } from './expert.ts';
import { createRetrievalExpert, RETRIEVAL_CLASS } from './retrieval.ts';

export type RestoreComponents<Adapter> = {
  readonly storage: Pick<Storage, 'get'>;
  /** The decoder of this node; without one no decoder can be rebuilt here. */
  readonly decoder?: {
    readonly generator: Generator<Adapter>;
    readonly decodeAdapter: (bytes: Uint8Array) => Adapter;
    readonly base: Omit<DecoderOptions<Adapter>, 'adapter'>;
  };
  /** Opens deposits by grants; null when even one of them is out of reach. */
  readonly readTexts: (
    ids: readonly string[],
    purpose: 'retrieval' | 'training',
    options: { signal?: AbortSignal },
  ) => Promise<readonly OpenedText[] | null>;
};

/** Rebuilds an expert from its manifest so that its answers can be recomputed; null when that is not possible here. */
export type RestoreExpert = (
  manifest: ExpertManifest,
  options?: { signal?: AbortSignal },
) => Promise<ExpertVersion | null>;

/** Creates the function that rebuilds experts of other nodes. */
export function createRestorer<Adapter>({ storage, decoder, readTexts }: RestoreComponents<Adapter>): RestoreExpert {
  const restoreDecoder = async (manifest: ExpertManifest, options: { signal?: AbortSignal }) => {
    const { base, tokenizer, runtimeClass, adapter, adapterCid } = manifest;
    if (!decoder || base !== decoder.base.base || tokenizer !== decoder.base.tokenizer) return null;
    if (runtimeClass !== decoder.base.runtimeClass) return null;
    if (!adapter || !adapterCid) return createDecoderExpert(decoder.generator, decoder.base);
    const bytes = await storage.get(adapterCid, options);
    return adoptAdapter({ bytes, hash: adapter, cid: adapterCid }, decoder);
  };

  return async (manifest, options = {}) => {
    if (manifest.kind === 'decoder') return restoreDecoder(manifest, options);
    const { kind, corpus, runtimeClass, domain } = manifest;
    const isRetrieval = kind === 'retrieval';
    if (!corpus || runtimeClass !== (isRetrieval ? RETRIEVAL_CLASS : CLASSIFIER_CLASS)) return null;
    const ids = decodeDepositList(await storage.get(corpus.list, options));
    const texts = await readTexts(ids, isRetrieval ? 'retrieval' : 'training', options);
    if (!texts) return null;
    return isRetrieval ? createRetrievalExpert(texts, { domain, corpus }) : createClassifierExpert(texts, corpus);
  };
}
