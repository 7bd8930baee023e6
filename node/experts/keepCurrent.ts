import type { CID } from 'multiformats/cid';
import { encodeDepositList } from '../../protocol/blocks/depositList.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { OnTrouble } from '../trouble.ts';
import type { ServedExpert } from './expert.ts';
import type { OfDeposits } from './kinds/kind.ts';
import { KINDS } from './kinds/kinds.ts';
import type { Library } from './library.ts';
import type { PublishExpert } from './publish.ts';

/** An expert that is made of deposits: those of one register, or of all. */
export type LibraryExpert = {
  readonly kind: string;
  readonly domain: string;
  readonly register: string | null;
  readonly made: OfDeposits;
};

export type KeeperComponents = {
  readonly library: Library;
  readonly put: (bytes: Uint8Array, codec: 'dag-cbor') => Promise<CID>;
  readonly publish: PublishExpert;
  /** Tells whether the chain has an expert of this operator for a domain. */
  readonly isPublished: (domain: string) => boolean;
  readonly declareCentroids: (texts: readonly string[]) => readonly Uint8Array[];
  readonly serve: (expert: ServedExpert) => void;
  readonly retire: (expertId: bigint) => void;
  /** Told after each round that changed something. */
  readonly onChange: () => Promise<void>;
  readonly onTrouble: OnTrouble;
};

/** Wake it when deposits or consent changed; the experts follow within seconds. */
export type Keeper = Pick<Duty, 'start' | 'wake' | 'stop'>;

type Built = { readonly list: string; readonly expertId: bigint };

/** Deposits come in bursts; one rebuild serves a whole burst. */
const SETTLE = { calm: 1_500, most: 8_000 };
const RETRY = { first: 1_500, most: 3_000 };

/** The experts among those that a node is configured to serve that are made of deposits. */
export function libraryExperts(
  wanted: readonly { readonly kind: string; readonly register?: string | undefined }[],
  kinds = KINDS,
): readonly LibraryExpert[] {
  return wanted.flatMap(({ kind, register }): readonly LibraryExpert[] => {
    const { made, domain } = kinds.find((one) => one.kind === kind) ?? {};
    if (made?.of !== 'deposits') return [];
    if (domain) return [{ kind, domain, register: null, made }];
    return register ? [{ kind, domain: register, register, made }] : [];
  });
}

/** Keeps experts that are made of deposits in step with the logs and with consent: a withdrawn text is gone at once. */
export function createKeeper(components: KeeperComponents, experts: readonly LibraryExpert[]): Keeper {
  const { library, put, publish, isPublished, declareCentroids, serve, retire, onChange, onTrouble } = components;
  const built = new Map<string, Built>();

  const build = async ({ domain, register, made }: LibraryExpert, signal: AbortSignal): Promise<boolean> => {
    const { purpose } = made;
    const { logs, entries } = await library.holdings(purpose, { signal });
    const mine = entries.filter(({ core }) => register === null || core.register === register);
    const before = built.get(domain);
    if (!made.isEnough(mine.map(({ core }) => core.register))) {
      if (!before) return false;
      retire(before.expertId);
      built.delete(domain);
      return true;
    }
    const ids = mine.map(({ id }) => id).sort();
    const list = encodeDepositList(ids);
    if (before?.list === list.cid.toString()) return false;
    // Custodians give keys only to whom the chain names for them, so the name comes first, over no text at all.
    if (purpose !== 'reading' && !isPublished(domain)) {
      const none = encodeDepositList([]);
      await put(none.bytes, 'dag-cbor');
      await publish(made.create([], { domain, corpus: { logs, list: none.cid } }), []);
    }
    const texts = await library.readTexts(ids, purpose, { signal });
    if (!texts) throw new TextsOutOfReachError(domain, ids.length);
    await put(list.bytes, 'dag-cbor');
    const version = made.create(texts, { domain, corpus: { logs, list: list.cid } });
    const served = await publish(version, declareCentroids(made.speaksOf(texts)));
    serve(served);
    built.set(domain, { list: list.cid.toString(), expertId: served.expertId });
    return true;
  };

  return createDuty({
    name: 'bringing experts up to date',
    every: null,
    settle: SETTLE,
    retry: RETRY,
    onTrouble,
    work: async (signal) => {
      let isDifferent = false;
      let failure: unknown = null;
      // One that cannot be built does not hold up the others.
      for (const expert of experts) {
        try {
          isDifferent = (await build(expert, signal)) || isDifferent;
        } catch (cause) {
          signal.throwIfAborted();
          failure ??= cause;
        }
      }
      if (isDifferent) await onChange();
      if (failure) throw failure;
    },
  });
}

/** Some deposits could not be opened: no custodian that holds their keys gave them. */
export class TextsOutOfReachError extends BaseError {
  override readonly name = 'TextsOutOfReachError';
  override readonly kind = 'unavailable';
  constructor(domain: string, deposits: number) {
    super('Some texts could not be opened.', {
      values: { domain, deposits },
      hint: 'A node with the role "log" that accepted them must be connected.',
    });
  }
}
