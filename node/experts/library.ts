import type { CID } from 'multiformats/cid';
import { bytesToHex, type Hex } from 'viem';
import { type Core, contributorAccount } from '../../protocol/blocks/core.ts';
import { encodeDepositList } from '../../protocol/blocks/depositList.ts';
import type { LogEntry } from '../../protocol/corpus/snapshot.ts';
import { decryptText } from '../../protocol/manifest/text.ts';
import { allows, type Purpose, type Tier } from '../../protocol/manifest/tier.ts';
import type { OpenedText } from './expert.ts';

type Held = Pick<LogEntry, 'id' | 'core'>;

export type LibraryComponents = {
  readonly readLogs: (options?: {
    signal?: AbortSignal;
  }) => Promise<readonly { readonly logId: number; readonly size: number; readonly entries: readonly Held[] }[]>;
  readonly consent: {
    readonly refresh: () => Promise<void>;
    readonly isWithdrawn: (id: string, contributor: Hex) => boolean;
    readonly isBarred: (id: string) => boolean;
    readonly tierOf: (id: string, core: Pick<Core, 'contributor' | 'tier'>) => Tier;
  };
  readonly requestKeys: (request: {
    purpose: Purpose;
    snapshot: Hex;
    deposits: readonly string[];
    signal?: AbortSignal;
  }) => Promise<{ readonly keys: ReadonlyMap<string, Uint8Array> }>;
  readonly get: (cid: CID, options?: { signal?: AbortSignal }) => Promise<Uint8Array>;
};

/** The deposits that this node may use for a purpose, at the log sizes that it has read. */
type Holdings = {
  readonly logs: readonly { readonly logId: number; readonly size: number }[];
  readonly entries: readonly Held[];
};

export type Library = {
  readonly holdings: (purpose: Purpose, options?: { signal?: AbortSignal }) => Promise<Holdings>;
  /** Opens deposits by grants; null when even one of them is out of reach. Texts stay in memory only. */
  readonly readTexts: (
    ids: readonly string[],
    purpose: Purpose,
    options?: { signal?: AbortSignal },
  ) => Promise<readonly OpenedText[] | null>;
};

/** Creates a node's view of the texts that consent lets its experts use. */
export function createLibrary({ readLogs, consent, requestKeys, get }: LibraryComponents): Library {
  let known = new Map<string, Core>();
  const texts = new Map<string, OpenedText>();

  const mayUse = (id: string, core: Core, purpose: Purpose): boolean =>
    !consent.isWithdrawn(id, contributorAccount(core)) &&
    !consent.isBarred(id) &&
    allows(consent.tierOf(id, core), purpose);

  const readKnown = async (options: { signal?: AbortSignal }) => {
    const [logs] = await Promise.all([readLogs(options), consent.refresh()]);
    // A manifest that stands in several logs counts once.
    known = new Map(logs.flatMap(({ entries }) => entries.map(({ id, core }) => [id, core] as const)));
    return logs.map(({ logId, size }) => ({ logId, size }));
  };

  const open = async (ids: readonly string[], purpose: Purpose, options: { signal?: AbortSignal }): Promise<void> => {
    const { cid } = encodeDepositList(ids);
    const snapshot = bytesToHex(cid.multihash.digest);
    const { keys } = await requestKeys({ purpose, snapshot, deposits: ids, ...options });
    for (const [id, key] of keys) {
      const core = known.get(id);
      if (!core) continue;
      const ciphertext = await get(core.ciphertext, options);
      const text = await decryptText(new Uint8Array(ciphertext), new Uint8Array(key));
      texts.set(`${purpose} ${id}`, { id, register: core.register, text });
    }
  };

  return {
    holdings: async (purpose, options = {}) => {
      const logs = await readKnown(options);
      const entries = [...known].flatMap(([id, core]) => (mayUse(id, core, purpose) ? [{ id, core }] : []));
      for (const [key, { id }] of texts) {
        const core = known.get(id);
        if (!core || !mayUse(id, core, key.split(' ')[0] as Purpose)) texts.delete(key);
      }
      return { logs, entries };
    },
    readTexts: async (ids, purpose, options = {}) => {
      if (ids.some((id) => !known.has(id))) await readKnown(options);
      else await consent.refresh();
      const isUsable = (id: string) => {
        const core = known.get(id);
        return core !== undefined && mayUse(id, core, purpose);
      };
      // Nobody is asked for the key of what may not be read.
      if (!ids.every(isUsable)) return null;
      const missing = ids.filter((id) => !texts.has(`${purpose} ${id}`));
      if (missing.length > 0) await open(missing, purpose, options);
      const found = ids.flatMap((id) => {
        const text = texts.get(`${purpose} ${id}`);
        return text && isUsable(id) ? [text] : [];
      });
      return found.length === ids.length ? found : null;
    },
  };
}
