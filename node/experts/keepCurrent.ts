import { setTimeout as sleep } from 'node:timers/promises';
import type { CID } from 'multiformats/cid';
import { encodeDepositList } from '../../protocol/blocks/depositList.ts';
import type { Purpose } from '../../protocol/manifest/tier.ts';
import { createClassifierExpert } from './classifier.ts';
import type { ExpertVersion, OpenedText, ServedExpert } from './expert.ts';
import type { Library } from './library.ts';
import type { PublishExpert } from './publish.ts';
import { createRetrievalExpert } from './retrieval.ts';

/** An expert that is made of deposits: one register's passages, or the classifier over all registers. */
export type LibraryExpert = { readonly kind: 'retrieval'; readonly register: string } | { readonly kind: 'classifier' };

export type KeeperComponents = {
  readonly library: Library;
  readonly put: (bytes: Uint8Array, codec: 'dag-cbor') => Promise<CID>;
  readonly publish: PublishExpert;
  readonly declareCentroids: (texts: readonly string[]) => readonly Uint8Array[];
  readonly serve: (expert: ServedExpert) => void;
  readonly retire: (expertId: bigint) => void;
  /** Told after each round that changed something. */
  readonly onChange: () => Promise<void>;
  readonly onTrouble: (trouble: { readonly message: string; readonly cause: unknown }) => void;
};

export type Keeper = {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Says that deposits or consent changed; the experts follow within seconds. */
  readonly wake: () => void;
};

type Built = { readonly list: string; readonly expertId: bigint };

const FEWEST_FOR_CLASSES = 2;
const SETTLE_MS = 1_500;
const LONGEST_SETTLE_MS = 8_000;
const RETRY_MS = 3_000;

/** Keeps experts that are made of deposits in step with the logs and with consent: a withdrawn text is gone at once. */
export function createKeeper(components: KeeperComponents, experts: readonly LibraryExpert[]): Keeper {
  const { library, put, publish, declareCentroids, serve, retire, onChange, onTrouble } = components;
  const built = new Map<string, Built>();
  const stopping = new AbortController();
  let changed = true;
  let wake = () => {};
  let running: Promise<void> = Promise.resolve();

  const build = async (expert: LibraryExpert, signal: AbortSignal): Promise<boolean> => {
    const isRetrieval = expert.kind === 'retrieval';
    const purpose: Purpose = isRetrieval ? 'retrieval' : 'training';
    const key = isRetrieval ? expert.register : 'registers';
    const { logs, entries } = await library.holdings(purpose, { signal });
    const mine = entries.filter(({ core }) => !isRetrieval || core.register === expert.register);
    const before = built.get(key);
    if (
      !isEnough(
        expert,
        mine.map(({ core }) => core.register),
      )
    ) {
      if (!before) return false;
      retire(before.expertId);
      built.delete(key);
      return true;
    }
    const ids = mine.map(({ id }) => id).sort();
    const list = encodeDepositList(ids);
    if (before?.list === list.cid.toString()) return false;
    const texts = await library.readTexts(ids, purpose, { signal });
    if (!texts) throw new Error('some texts could not be opened');
    await put(list.bytes, 'dag-cbor');
    const version = createVersion(expert, texts, { logs, list: list.cid });
    const served = await publish(version, declareCentroids(texts.map(({ text }) => text)));
    serve(served);
    built.set(key, { list: list.cid.toString(), expertId: served.expertId });
    return true;
  };

  const round = async (signal: AbortSignal): Promise<void> => {
    let isDifferent = false;
    for (const expert of experts) {
      try {
        isDifferent = (await build(expert, signal)) || isDifferent;
      } catch (cause) {
        if (signal.aborted) return;
        changed = true;
        onTrouble({ message: `the ${expert.kind} expert was not brought up to date`, cause });
      }
    }
    if (isDifferent) await onChange();
  };

  /** Deposits come in bursts; one rebuild serves a whole burst, and a burst without end is cut. */
  const settle = async (signal: AbortSignal): Promise<void> => {
    const latest = Date.now() + LONGEST_SETTLE_MS;
    do {
      changed = false;
      await sleep(SETTLE_MS, undefined, { signal }).catch(() => {});
    } while (changed && Date.now() < latest && !signal.aborted);
    changed = false;
  };

  const loop = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (!changed) await woken;
      await settle(signal);
      if (signal.aborted) return;
      await round(signal);
      if (changed) await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  };

  return {
    start: () => {
      running = loop(stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      wake();
      await running;
    },
    wake: () => {
      changed = true;
      wake();
    },
  };
}

function isEnough(expert: LibraryExpert, registers: readonly string[]): boolean {
  return expert.kind === 'retrieval' ? registers.length > 0 : new Set(registers).size >= FEWEST_FOR_CLASSES;
}

function createVersion(
  expert: LibraryExpert,
  texts: readonly OpenedText[],
  corpus: { logs: readonly { logId: number; size: number }[]; list: CID },
): ExpertVersion {
  if (expert.kind === 'classifier') return createClassifierExpert(texts, corpus);
  return createRetrievalExpert(texts, { domain: expert.register, corpus });
}
