import { decodeDepositList } from '../../../protocol/blocks/depositList.ts';
import type { ExpertManifest } from '../../../protocol/blocks/expertManifest.ts';
import type { Purpose } from '../../../protocol/manifest/tier.ts';
import type { JobInput } from '../../../protocol/messages/ask.ts';
import type { Storage } from '../../storage/storage.ts';
import type { ExpertVersion, OpenedText } from '../expert.ts';
import type { DecoderParts } from './decoder.ts';

/** A kind of expert: all that is particular to it. `kinds.ts` lists them. */
export type ExpertKind = {
  /** Its word in manifests, leases and config.json. */
  readonly kind: string;
  /** The input that it answers; its output has the same name. */
  readonly input: JobInput['kind'];
  /** The domain of every expert of this kind; null when each has that of its register, which clients ask for by name. */
  readonly domain: string | null;
  /** Jobs that one expert works on at the same time. */
  readonly concurrency: number;
  /** Whether it answers with this node's language model. */
  readonly needsDecoder: boolean;
  /** How it is made of deposits; null when it is not. */
  readonly ofDeposits: OfDeposits | null;
  /** Rebuilds an expert from its manifest; null when that is not possible here. */
  readonly restore: (
    manifest: ExpertManifest,
    parts: RestoreParts,
    options: { signal?: AbortSignal },
  ) => Promise<ExpertVersion | null>;
};

/** The deposits that an expert consists of, as its manifest names them. */
export type ExpertCorpus = {
  readonly logs: readonly { readonly logId: number; readonly size: number }[];
  readonly list: NonNullable<ExpertManifest['corpus']>['list'];
};

/** How experts of a kind are made of deposits. */
export type OfDeposits = {
  /** Names the rule by which they are made; a change of it is a new class. */
  readonly runtimeClass: string;
  /** What consent must allow. */
  readonly purpose: Purpose;
  /** Tells whether texts of these registers are enough to make one of. */
  readonly isEnough: (registers: readonly string[]) => boolean;
  /** Makes an expert; the same texts always make the same one. */
  readonly create: (
    texts: readonly OpenedText[],
    options: { readonly domain: string; readonly corpus: ExpertCorpus },
  ) => ExpertVersion;
  /** The texts whose centroids tell gates what it is good at. */
  readonly speaksOf: (texts: readonly OpenedText[]) => readonly string[];
};

/** What rebuilding an expert needs. */
export type RestoreParts = {
  readonly storage: Pick<Storage, 'get'>;
  /** The decoder of this node; without one no decoder can be rebuilt here. */
  readonly decoder?: DecoderParts;
  /** Opens deposits by grants; null when even one of them is out of reach. */
  readonly readTexts: (
    ids: readonly string[],
    purpose: Purpose,
    options: { signal?: AbortSignal },
  ) => Promise<readonly OpenedText[] | null>;
};

/** Rebuilds experts that are made of deposits, when their rule is this one and all their texts can be opened. */
export function restoreOfDeposits({ runtimeClass, purpose, create }: OfDeposits): ExpertKind['restore'] {
  return async (manifest, { storage, readTexts }, options) => {
    const { corpus, domain } = manifest;
    if (!corpus || manifest.runtimeClass !== runtimeClass) return null;
    const texts = await readTexts(decodeDepositList(await storage.get(corpus.list, options)), purpose, options);
    return texts && create(texts, { domain, corpus });
  };
}

/** The manifest of an expert that is made of deposits alone. */
export function manifestOfDeposits(
  kind: string,
  runtimeClass: string,
  { domain, corpus }: { readonly domain: string; readonly corpus: ExpertCorpus },
): ExpertManifest {
  const nothing = { base: null, adapter: null, adapterCid: null, tokenizer: null };
  return { v: 1, kind, domain, ...nothing, runtimeClass, corpus: { logs: [...corpus.logs], list: corpus.list } };
}
