import { decodeDepositList } from '../../protocol/blocks/depositList.ts';
import type { ExpertManifest } from '../../protocol/blocks/expertManifest.ts';
import type { Purpose } from '../../protocol/manifest/tier.ts';
import type { Storage } from '../storage/storage.ts';
import type { ExpertVersion, OpenedText } from './expert.ts';
import type { DecoderParts } from './kinds/decoder.ts';
import { KINDS } from './kinds/kinds.ts';

export type RestoreComponents = {
  readonly storage: Pick<Storage, 'get'>;
  /** The language model of this node; without one no expert that is made of it can be rebuilt here. */
  readonly decoder?: DecoderParts;
  /** Opens deposits by grants; null when even one of them is out of reach. */
  readonly readTexts: (
    ids: readonly string[],
    purpose: Purpose,
    options: { signal?: AbortSignal },
  ) => Promise<readonly OpenedText[] | null>;
};

/** Rebuilds an expert from its manifest so that its answers can be recomputed; null when that is not possible here. */
export type RestoreExpert = (
  manifest: ExpertManifest,
  options?: { signal?: AbortSignal },
) => Promise<ExpertVersion | null>;

/** Creates the function that rebuilds experts of other nodes. */
export function createRestorer({ storage, decoder, readTexts }: RestoreComponents, kinds = KINDS): RestoreExpert {
  return async (manifest, options = {}) => {
    const made = kinds.find(({ kind }) => kind === manifest.kind)?.made;
    if (made?.of === 'model') return decoder ? made.restore(manifest, { decoder, storage }, options) : null;
    const { corpus, domain, runtimeClass } = manifest;
    if (!made || !corpus || runtimeClass !== made.runtimeClass) return null;
    const ids = decodeDepositList(await storage.get(corpus.list, options));
    const texts = await readTexts(ids, made.purpose, options);
    return texts && (await made.create(texts, { domain, corpus }));
  };
}
