import type { ExpertManifest } from '../../../protocol/blocks/expertManifest.ts';
import type { Purpose } from '../../../protocol/manifest/tier.ts';
import type { JobInput } from '../../../protocol/messages/ask.ts';
import type { Storage } from '../../storage/storage.ts';
import type { ExpertCorpus, ExpertVersion, OpenedText } from '../expert.ts';
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
  readonly made: OfDeposits | OfModel;
};

/** How experts of a kind are made of deposits. */
export type OfDeposits = {
  readonly of: 'deposits';
  /** Names the rule by which they are made; a change of it is a new class. */
  readonly runtimeClass: string;
  /** What consent must allow. What texts are trained on for is trained by runs alone. */
  readonly purpose: Exclude<Purpose, 'training'>;
  /** Tells whether texts of these registers are enough to make one of. */
  readonly isEnough: (registers: readonly string[]) => boolean;
  /** Makes an expert, in turns with other work; the same texts always make the same one. */
  readonly create: (
    texts: readonly OpenedText[],
    options: { readonly domain: string; readonly corpus: ExpertCorpus },
  ) => Promise<ExpertVersion>;
  /** The texts whose centroids tell gates what it is good at. */
  readonly speaksOf: (texts: readonly OpenedText[]) => readonly string[];
};

/** How experts of a kind are made of this node's language model. */
export type OfModel = {
  readonly of: 'model';
  /** Rebuilds an expert from its manifest; null when that is not possible here. */
  readonly restore: (
    manifest: ExpertManifest,
    parts: { readonly decoder: DecoderParts; readonly storage: Pick<Storage, 'get'> },
    options: { signal?: AbortSignal },
  ) => Promise<ExpertVersion | null>;
};
