import type { CID } from 'multiformats/cid';
import { bytesToHex, type Hex } from 'viem';
import { type Core, contributorAccount } from '../../protocol/blocks/core.ts';
import { encodeDepositList } from '../../protocol/blocks/depositList.ts';
import { type ConsentView, findObjection } from '../../protocol/corpus/consent.ts';
import type { LogEntry } from '../../protocol/corpus/snapshot.ts';
import type { Purpose, Tier } from '../../protocol/manifest/tier.ts';
import { openWithAny } from '../openWithAny.ts';
import { within } from '../within.ts';
import type { OpenedText } from './expert.ts';

type Held = Pick<LogEntry, 'id' | 'core'>;
type Options = { readonly signal?: AbortSignal };

type ReadLog = { readonly logId: number; readonly size: number; readonly entries: readonly Held[] };

export type LibraryComponents = {
  readonly readLogs: (options?: Options & { readonly patienceMs?: number }) => Promise<readonly ReadLog[]>;
  /** Whether the chain holds more of the logs than was read. */
  readonly isBehind: (logs: readonly Pick<ReadLog, 'logId' | 'size'>[]) => boolean;
  readonly consent: {
    readonly refresh: () => Promise<void>;
    /** Milliseconds since the chain was asked for it. */
    readonly age: () => number;
    readonly isWithdrawn: (id: string, contributor: Hex) => boolean;
    readonly isBarred: (id: string) => boolean;
    readonly tierOf: (id: string, core: Pick<Core, 'contributor' | 'tier'>) => Tier;
  };
  readonly requestKeys: (
    request: { purpose: Purpose; snapshot: Hex; deposits: readonly string[]; patienceMs: number } & Options,
  ) => Promise<{
    readonly keys: ReadonlyMap<string, Uint8Array>;
    readonly spare?: ReadonlyMap<string, readonly Uint8Array[]>;
  }>;
  readonly storage: {
    readonly get: (cid: CID, options?: Options) => Promise<Uint8Array>;
    readonly delete: (cid: CID) => Promise<void>;
  };
};

/** The deposits that this node may use for a purpose, at the log sizes that it has read. */
type Holdings = {
  readonly logs: readonly { readonly logId: number; readonly size: number }[];
  readonly entries: readonly Held[];
  /** Whether some log holds more that could not be read yet. */
  readonly isBehind: boolean;
};

export type Library = {
  readonly holdings: (purpose: Purpose, options?: Options) => Promise<Holdings>;
  /** Opens deposits by grants, those that can be had in time. Texts stay in memory only. */
  readonly openTexts: (ids: readonly string[], purpose: Purpose, options?: Options) => Promise<readonly OpenedText[]>;
  /** The same, or null when even one of them is out of reach. */
  readonly readTexts: (
    ids: readonly string[],
    purpose: Purpose,
    options?: Options,
  ) => Promise<readonly OpenedText[] | null>;
  /** Brings consent up to date where it is not, and tells whether it is new enough to quote by. */
  readonly isFresh: () => Promise<boolean>;
  /** Tells whether consent, of the deposit and of those that it is derived from, allows a purpose now. */
  readonly mayUse: (id: string, purpose: Purpose) => boolean;
};

/** How long the others wait for a log whose blocks do not come. */
const LOGS_MS = 5_000;
const KEYS_MS = 20_000;
const TEXT_MS = 5_000;
const TEXTS_AT_ONCE = 16;
/** The pause before a text that could not be had is asked for again; it doubles with each failure. */
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** The chain is asked for consent that is older than this; by what is older than the second nothing is quoted. */
const FRESH_MS = 5_000;
const STALE_MS = 10_000;
const REFRESH_MS = 4_000;

/** Creates a node's view of the texts that consent lets its experts use. */
export function createLibrary(
  components: LibraryComponents,
  { textMs = TEXT_MS }: { readonly textMs?: number } = {},
): Library {
  const { readLogs, isBehind, consent, requestKeys, storage } = components;
  let known = new Map<string, Core>();
  const texts = new Map<string, OpenedText>();
  const absent = new Map<string, { readonly failures: number; readonly retryAt: number }>();

  const view: ConsentView = {
    withdrawn: { has: (id) => ofKnown(id, (core) => consent.isWithdrawn(id, contributorAccount(core))) },
    barred: { has: consent.isBarred },
    tierChanges: { get: (id) => ofKnown(id, (core) => consent.tierOf(id, core)) || undefined },
  };
  function ofKnown<T>(id: string, tell: (core: Core) => T): T | false {
    const core = known.get(id);
    return core !== undefined && tell(core);
  }
  const mayUse = (id: string, purpose: Purpose): boolean =>
    known.has(id) && findObjection(id, { cores: known, consent: view, purpose }) === null;

  const readKnown = async (options: Options) => {
    const [logs] = await Promise.all([readLogs({ ...options, patienceMs: LOGS_MS }), consent.refresh()]);
    // A manifest that stands in several logs counts once.
    known = new Map(logs.flatMap(({ entries }) => entries.map(({ id, core }) => [id, core] as const)));
    return logs.map(({ logId, size }) => ({ logId, size }));
  };

  const openOne = async (
    id: string,
    purpose: Purpose,
    keys: readonly Uint8Array[],
    signal: AbortSignal | undefined,
  ) => {
    const core = known.get(id);
    if (!core) return;
    const ciphertext = await within(textMs, signal, (ended) => storage.get(core.ciphertext, { signal: ended }));
    // Withdrawn while it was fetched: it does not stay.
    if (!mayUse(id, purpose)) return storage.delete(core.ciphertext);
    const text = await openWithAny(ciphertext, keys);
    texts.set(`${purpose} ${id}`, { id, register: core.register, text });
  };

  /** Opens what can be had; one text that cannot keeps none of the others. */
  const open = async (ids: readonly string[], purpose: Purpose, { signal }: Options): Promise<void> => {
    if (ids.length === 0) return;
    const snapshot = bytesToHex(encodeDepositList(ids).cid.multihash.digest);
    // Keys that a custodian gives later are asked for again later.
    const request = { purpose, snapshot, deposits: ids, patienceMs: 0 };
    const { keys, spare } = await within(KEYS_MS, signal, (ended) => requestKeys({ ...request, signal: ended }));
    const entries = [...keys];
    for (let at = 0; at < entries.length; at += TEXTS_AT_ONCE) {
      const some = entries.slice(at, at + TEXTS_AT_ONCE);
      await Promise.allSettled(some.map(([id, key]) => openOne(id, purpose, [key, ...(spare?.get(id) ?? [])], signal)));
      signal?.throwIfAborted();
    }
  };
  const tryOpen = async (ids: readonly string[], purpose: Purpose, options: Options): Promise<void> => {
    const keys = ids.map((id) => `${purpose} ${id}`);
    const failuresOf = (key: string) => absent.get(key)?.failures ?? 0;
    for (const key of keys) absent.set(key, { failures: failuresOf(key), retryAt: Number.POSITIVE_INFINITY });
    await open(ids, purpose, options).catch(() => {});
    for (const key of keys) {
      const failures = failuresOf(key);
      if (texts.has(key)) absent.delete(key);
      else {
        const pause = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** failures);
        absent.set(key, { failures: failures + 1, retryAt: Date.now() + pause });
      }
    }
  };

  const forgetUnused = () => {
    for (const key of [...texts.keys(), ...absent.keys()]) {
      const [purpose, id] = key.split(' ') as [Purpose, string];
      if (mayUse(id, purpose)) continue;
      texts.delete(key);
      absent.delete(key);
    }
  };
  const found = (ids: readonly string[], purpose: Purpose): readonly OpenedText[] =>
    ids.flatMap((id) => {
      const text = texts.get(`${purpose} ${id}`);
      return text && mayUse(id, purpose) ? [text] : [];
    });
  /** Those that are still to be opened; nobody is asked for the key of what may not be read. */
  const missing = (ids: readonly string[], purpose: Purpose): readonly string[] =>
    ids.filter((id) => mayUse(id, purpose) && !texts.has(`${purpose} ${id}`));

  return {
    holdings: async (purpose, options = {}) => {
      const logs = await readKnown(options);
      const entries = [...known].flatMap(([id, core]) => (mayUse(id, purpose) ? [{ id, core }] : []));
      forgetUnused();
      return { logs, entries, isBehind: isBehind(logs) };
    },
    openTexts: async (ids, purpose, options = {}) => {
      const wanted = missing(ids, purpose);
      await tryOpen(
        wanted.filter((id) => !absent.has(`${purpose} ${id}`)),
        purpose,
        options,
      );
      const due = wanted.filter(
        (id) => (absent.get(`${purpose} ${id}`)?.retryAt ?? Number.POSITIVE_INFINITY) <= Date.now(),
      );
      // What was missing before is asked for beside the others, and waited for only where there are no others.
      const again = tryOpen(due, purpose, options);
      if (found(ids, purpose).length === 0) await again;
      options.signal?.throwIfAborted();
      return found(ids, purpose);
    },
    readTexts: async (ids, purpose, options = {}) => {
      if (ids.some((id) => !known.has(id))) await readKnown(options);
      else await consent.refresh();
      if (!ids.every((id) => mayUse(id, purpose))) return null;
      await open(missing(ids, purpose), purpose, options);
      const opened = found(ids, purpose);
      return opened.length === ids.length ? opened : null;
    },
    isFresh: async () => {
      if (consent.age() > FRESH_MS) await within(REFRESH_MS, undefined, () => consent.refresh()).catch(() => {});
      return consent.age() <= STALE_MS;
    },
    mayUse,
  };
}
