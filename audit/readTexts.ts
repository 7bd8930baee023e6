import { openAtGates } from '../client/gateway.ts';
import { readBytes } from '../client/request.ts';

const AT_ONCE = 8;
const TEXT_MS = 10_000;

/**
 * Creates what reads the texts that anyone may read from gates. A text comes on the word of the gate that keeps it: who has
 * its key checks it against its manifest, and a stranger against the root of the token rows.
 */
export function createTextReader(gateways: readonly string[], { signal }: { readonly signal?: AbortSignal } = {}) {
  const readText = async (id: string): Promise<readonly [string, string] | null> => {
    try {
      const question = { path: `/v1/deposits/${id}/text`, timeoutMs: TEXT_MS, signal };
      const bytes = await readBytes(await openAtGates(gateways, question));
      return [id, new TextDecoder('utf-8', { fatal: true }).decode(bytes)];
    } catch {
      // Not everyone may read it, or nobody holds it: the report says what could not be done without it.
      signal?.throwIfAborted();
      return null;
    }
  };
  return async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const texts = new Map<string, string>();
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      for (const read of await Promise.all(ids.slice(at, at + AT_ONCE).map(readText))) if (read) texts.set(...read);
    }
    return texts;
  };
}
