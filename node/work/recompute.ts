import type { RestoreExpert } from '../experts/restore.ts';
import type { Recompute } from './auditReceipt.ts';

/** Creates the function that answers a job again through the same code that answered it first. */
export function createRecompute(restore: RestoreExpert): Recompute {
  return async (manifest, { input, seed, signal }) => {
    const version = await restore(manifest, { signal });
    if (!version) return null;
    return version.answer(input, { seed, signal, onToken: async () => undefined });
  };
}
