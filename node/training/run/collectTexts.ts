import type { Hex } from 'viem';
import type { Core } from '../../../protocol/blocks/core.ts';
import type { Exclusion } from '../../../protocol/corpus/snapshot.ts';
import { CIPHERTEXT_OVERHEAD } from '../../../protocol/manifest/text.ts';
import { openWithAny } from '../../openWithAny.ts';
import { within } from '../../within.ts';
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
  const { keys, spare, refused } = await requestKeys({ purpose: 'training', snapshot, deposits: ids, signal });
  const keysOf = (id: string) => [keys.get(id) ?? [], spare?.get(id) ?? []].flat();
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    signal.throwIfAborted();
    const some = ids.slice(from, from + AT_ONCE);
    const opened = await Promise.all(
      some.map((id) => open({ storage, core: cores.get(id), keys: keysOf(id), refusal: refused.get(id), signal })),
    );
    some.forEach((id, i) => {
      const { text, reason } = opened[i] as Opened;
      if (text === undefined) missing.push({ id, reason });
      else texts.set(id, text);
    });
  }
  return { texts, missing };
}

/** Texts that are fetched at the same time, and how long each may take, so that a lost block delays nothing but itself. */
const AT_ONCE = 16;
const PATIENCE_MS = 10_000;

type OpenOptions = Pick<CollectParts, 'storage'> & {
  readonly core: Core | undefined;
  readonly keys: readonly Uint8Array[];
  readonly refusal: string | undefined;
  readonly signal: AbortSignal;
};

type Opened = { readonly text: string; readonly reason?: never } | { readonly text?: never; readonly reason: string };

async function open({ storage, core, keys, refusal, signal }: OpenOptions): Promise<Opened> {
  if (!core || keys.length === 0)
    return { reason: refusal ? `key refused: ${shorten(refusal)}` : 'no key was released' };
  try {
    const ciphertext = await within(PATIENCE_MS, signal, (ended) => storage.get(core.ciphertext, { signal: ended }));
    if (ciphertext.byteLength !== core.bytes + CIPHERTEXT_OVERHEAD) {
      return { reason: 'its bytes do not match its manifest' };
    }
    return { text: await openWithAny(ciphertext, keys) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error) return { reason: 'its ciphertext cannot be opened' };
    throw error;
  }
}

function shorten(reason: string): string {
  return reason.slice(0, 120);
}
