import { readBytes, request } from '../client/request.ts';
import { SALT_HEADER } from '../protocol/http/deposits.ts';
import { isTextOf } from '../protocol/manifest/text.ts';
import type { Replay, TextSight } from './checkTraining.ts';

const AT_ONCE = 8;
const TEXT_MS = 10_000;

/**
 * Creates what reads the texts that anyone may read from gates. A gate gives a text with its salt, and the manifest, which
 * the deposit's identifier names, commits to both: a gate that gives another text is named, and the next one is asked.
 */
export function createTextReader(
  gateways: readonly string[],
  { signal }: { readonly signal?: AbortSignal } = {},
): Replay['readTexts'] {
  const readFrom = async (gateway: string, id: string): Promise<{ text: string; salt: string }> => {
    const limit = AbortSignal.timeout(TEXT_MS);
    const ended = signal ? AbortSignal.any([signal, limit]) : limit;
    const response = await request(`${gateway}/v1/deposits/${id}/text`, { signal: ended });
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readBytes(response));
    return { text, salt: response.headers.get(SALT_HEADER) ?? '' };
  };
  const readText = async (id: string, { cores, onAltered }: TextSight): Promise<readonly [string, string] | null> => {
    const core = cores.get(id);
    for (const gateway of core ? gateways : []) {
      try {
        const { text, salt } = await readFrom(gateway, id);
        if (core && (await isTextOf(core.commitment, text, salt))) return [id, text];
        onAltered(gateway, id);
      } catch {
        // Not everyone may read it, or this gate does not hold it: the report says what could not be done without it.
        signal?.throwIfAborted();
      }
    }
    return null;
  };
  return async (ids, sight) => {
    const texts = new Map<string, string>();
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const read = await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => readText(id, sight)));
      for (const each of read) if (each) texts.set(...each);
    }
    return texts;
  };
}
