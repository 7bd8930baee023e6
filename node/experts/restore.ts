import type { ExpertManifest } from '../../protocol/blocks/expertManifest.ts';
import type { JobInput } from '../../protocol/messages/ask.ts';
import type { Answer, ExpertVersion } from './expert.ts';
import type { RestoreParts } from './kinds/kind.ts';
import { KINDS } from './kinds/kinds.ts';

/** Rebuilds an expert from its manifest so that its answers can be recomputed; null when that is not possible here. */
export type RestoreExpert = (
  manifest: ExpertManifest,
  options?: { signal?: AbortSignal },
) => Promise<ExpertVersion | null>;

/** Creates the function that rebuilds experts of other nodes. */
export function createRestorer(parts: RestoreParts, kinds = KINDS): RestoreExpert {
  return async (manifest, options = {}) => {
    const kind = kinds.find((one) => one.kind === manifest.kind);
    return kind ? kind.restore(manifest, parts, options) : null;
  };
}

/** Answers a job again from a manifest; null when that is not possible here. */
type Recompute = (
  manifest: ExpertManifest,
  job: { readonly input: JobInput; readonly seed: bigint; readonly signal: AbortSignal },
) => Promise<Answer | null>;

/** Creates the function that answers a job again through the same code that answered it first. */
export function createRecompute(restore: RestoreExpert): Recompute {
  return async (manifest, { input, seed, signal }) => {
    const version = await restore(manifest, { signal });
    return version?.answer(input, { seed, signal, onToken: async () => undefined }) ?? null;
  };
}
