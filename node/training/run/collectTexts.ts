import type { Hex } from 'viem';
import type { Core } from '../../../protocol/blocks/core.ts';
import type { Exclusion } from '../../../protocol/corpus/snapshot.ts';
import { decryptText } from '../../../protocol/manifest/text.ts';
import type { TrainerComponents } from './components.ts';

export type CollectOptions = {
  readonly ids: readonly string[];
  readonly cores: ReadonlyMap<string, Core>;
  /** The snapshot that the grant names. */
  readonly snapshot: Hex;
  readonly signal: AbortSignal;
};

export type CollectedTexts = {
  readonly texts: ReadonlyMap<string, string>;
  readonly missing: readonly Exclusion[];
};

type CollectParts = Pick<TrainerComponents, 'requestKeys'> & {
  readonly storage: Pick<TrainerComponents['storage'], 'get'>;
};

/** Asks custodians for keys and decrypts. What cannot be had is named with its reason and never stops the rest. */
export async function collectTexts(
  { storage, requestKeys }: CollectParts,
  { ids, cores, snapshot, signal }: CollectOptions,
): Promise<CollectedTexts> {
  const texts = new Map<string, string>();
  const missing: Exclusion[] = [];
  if (ids.length === 0) return { texts, missing };
  const { keys, refused } = await requestKeys({ purpose: 'training', snapshot, deposits: ids, signal });
  for (const id of ids) {
    signal.throwIfAborted();
    const key = keys.get(id);
    const core = cores.get(id);
    const text = key && core ? await open({ storage, core, key, signal }) : null;
    if (text === null) missing.push({ id, reason: key ? 'its ciphertext cannot be opened' : 'no key was released' });
    else if (Buffer.byteLength(text) !== core?.bytes)
      missing.push({ id, reason: 'its bytes do not match its manifest' });
    else texts.set(id, text);
    if (!key && refused.has(id))
      missing[missing.length - 1] = { id, reason: `key refused: ${shorten(refused.get(id))}` };
  }
  return { texts, missing };
}

type OpenOptions = Pick<CollectParts, 'storage'> & {
  readonly core: Core;
  readonly key: Uint8Array;
  readonly signal: AbortSignal;
};

async function open({ storage, core, key, signal }: OpenOptions): Promise<string | null> {
  try {
    const ciphertext = await storage.get(core.ciphertext, { signal });
    return await decryptText(new Uint8Array(ciphertext), new Uint8Array(key));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error) return null;
    throw error;
  }
}

function shorten(reason: string | undefined): string {
  return (reason ?? '').slice(0, 120);
}
