import type { CID } from 'multiformats/cid';
import { encodeDepositList } from '../../protocol/blocks/depositList.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Purpose } from '../../protocol/manifest/tier.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { OnTrouble } from '../trouble.ts';
import type { ExpertVersion, OpenedText, ServedExpert } from './expert.ts';
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
  readonly library: Pick<Library, 'holdings' | 'openTexts' | 'isFresh' | 'mayUse'>;
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
  readonly now?: () => number;
};

/** Wake it when deposits or consent changed; the experts follow within seconds. */
export type Keeper = Pick<Duty, 'start' | 'wake' | 'stop'>;

/** Deposits come in bursts; one rebuild serves a whole burst. */
const SETTLE = { calm: 1_500, most: 8_000 };
const RETRY = { first: 1_500, most: 3_000 };
/** How long an expert waits for texts that do not come before it is made without them. */
const PATIENCE_MS = 5_000;

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

/**
 * Keeps experts that are made of deposits in step with the logs and with consent: a withdrawn text is gone at once. Each
 * is kept by a duty of its own, so that one whose texts do not come delays none of the others.
 */
export function createKeeper(components: KeeperComponents, experts: readonly LibraryExpert[]): Keeper {
  const duties = experts.map((expert) => createExpertDuty(components, expert));
  return {
    start: () => {
      for (const duty of duties) duty.start();
    },
    wake: () => {
      for (const duty of duties) duty.wake();
    },
    stop: async () => void (await Promise.all(duties.map((duty) => duty.stop()))),
  };
}

type Logs = Awaited<ReturnType<Library['holdings']>>['logs'];

function createExpertDuty(components: KeeperComponents, expert: LibraryExpert): Duty {
  const { library, put, publish, isPublished, declareCentroids, serve, retire, onChange, onTrouble } = components;
  const { now = Date.now } = components;
  const { domain, register, made } = expert;
  const { purpose } = made;
  let built: { readonly list: string; readonly expertId: bigint } | null = null;
  let missingSince: number | null = null;
  let isTold = false;

  /** Makes the expert of the texts that can be had, and says what is still missing by throwing. */
  const build = async (signal: AbortSignal): Promise<void> => {
    const { logs, entries, isBehind } = await library.holdings(purpose, { signal });
    const mine = entries.filter(({ core }) => register === null || core.register === register);
    if (!made.isEnough(mine.map(({ core }) => core.register))) {
      if (built) await stopServing(built.expertId);
    } else {
      const ids = mine.map(({ id }) => id).sort();
      await takeName(logs);
      const texts = await library.openTexts(ids, purpose, { signal });
      const missing = ids.length - texts.length;
      missingSince = missing === 0 ? null : (missingSince ?? now());
      const isWorthIt = missingSince === null || now() - missingSince >= PATIENCE_MS;
      if (isWorthIt && made.isEnough(texts.map((text) => text.register))) await make(texts, logs);
      if (missing > 0) throw new TextsOutOfReachError(domain, missing);
    }
    if (isBehind) throw new LogsBehindError(domain);
  };
  /** Custodians give keys only to whom the chain names for them, so the name comes first, over no text at all. */
  const takeName = async (logs: Logs): Promise<void> => {
    if (purpose === 'reading' || isPublished(domain)) return;
    const none = encodeDepositList([]);
    await put(none.bytes, 'dag-cbor');
    await publish(await made.create([], { domain, corpus: { logs, list: none.cid } }), []);
  };
  const make = async (texts: readonly OpenedText[], logs: Logs): Promise<void> => {
    const list = encodeDepositList(texts.map(({ id }) => id));
    if (built?.list === list.cid.toString()) return;
    await put(list.bytes, 'dag-cbor');
    const version = await made.create(texts, { domain, corpus: { logs, list: list.cid } });
    const served = await publish(withConsent(version, purpose, library), declareCentroids(made.speaksOf(texts)));
    serve(served);
    built = { list: list.cid.toString(), expertId: served.expertId };
    await onChange();
  };
  const stopServing = async (expertId: bigint): Promise<void> => {
    retire(expertId);
    built = null;
    await onChange();
  };

  return createDuty({
    name: `bringing the ${domain} expert up to date`,
    every: null,
    settle: SETTLE,
    retry: RETRY,
    work: async (signal) => {
      await build(signal);
      isTold = false;
    },
    // It is tried again every few seconds; one line is enough until it works.
    onTrouble: (trouble) => {
      if (!isTold) onTrouble(trouble);
      isTold = true;
    },
  });
}

/**
 * Consent at the moment of the answer: an expert is made again seconds after a withdrawal, and quotes nothing that was
 * withdrawn, lowered or barred in between. While the chain is away nobody can tell, and it names deposits without quoting.
 */
function withConsent(
  version: ExpertVersion,
  purpose: Purpose,
  { isFresh, mayUse }: Pick<Library, 'isFresh' | 'mayUse'>,
): ExpertVersion {
  return {
    ...version,
    answer: async (input, options) => {
      const isKnown = await isFresh();
      const mayQuote: typeof options.mayQuote = (quotation) =>
        isKnown && mayUse(quotation.deposit, purpose) && options.mayQuote(quotation);
      return version.answer(input, { ...options, mayQuote });
    },
  };
}

/** Some deposits could not be opened: no custodian gave their keys, or nobody their ciphertexts. */
export class TextsOutOfReachError extends BaseError {
  override readonly name = 'TextsOutOfReachError';
  override readonly kind = 'unavailable';
  constructor(domain: string, missing: number) {
    super('Some texts could not be opened; the expert is made without them.', {
      values: { domain, missing },
      hint: 'A node with the role "log" that accepted them must be connected. They are asked for again.',
    });
  }
}

/** The chain holds heads of logs whose batches no peer has sent. */
export class LogsBehindError extends BaseError {
  override readonly name = 'LogsBehindError';
  override readonly kind = 'unavailable';
  constructor(domain: string) {
    super('Some deposit logs could not be read to their end; the expert is made of the rest.', { values: { domain } });
  }
}
