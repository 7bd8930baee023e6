import type { ExpertManifest } from '../../protocol/blocks/expertManifest.ts';
import type { ExpertVersion } from './expert.ts';
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
