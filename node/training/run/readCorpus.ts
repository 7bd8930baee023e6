import type { Address, Hex } from 'viem';
import type { Core } from '../../../protocol/blocks/core.ts';
import type { ConsentAt } from '../../../protocol/corpus/consent.ts';
import { foldConsent, foldConsentHead } from '../../../protocol/corpus/consentEvents.ts';
import type { LogView } from '../../../protocol/corpus/snapshot.ts';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import type { Chain } from '../../chain/chain.ts';

type CorpusChain = Pick<Chain, 'events'>;
type Withdrawn = { readonly deposit: Hex; readonly depositor: Address };

/**
 * Cuts logs to heads that the chain held at a block: the newest that could be read. A log whose operator anchored what
 * nobody can fetch is used as far as it goes, so that it cannot stop everyone's training; its size shows it.
 */
export async function cutToAnchored(
  chain: CorpusChain,
  { logs, toBlock }: { readonly logs: readonly LogView[]; readonly toBlock: bigint },
): Promise<readonly LogView[]> {
  const query = { contract: 'depositLog', eventName: 'Anchored', toBlock } as const;
  const sizes = new Map<number, number>();
  for (const { args } of await chain.events<{ logId: bigint; size: bigint }>(query)) {
    const [logId, size] = [Number(args.logId), Number(args.size)];
    const read = logs.find((log) => log.logId === logId)?.entries.length ?? 0;
    if (size <= read) sizes.set(logId, size);
  }
  return [...sizes].map(([logId, size]) => {
    const entries = logs.find((log) => log.logId === logId)?.entries ?? [];
    return { logId, size, entries: entries.slice(0, size) };
  });
}

/** Cuts logs to the sizes that a snapshot names. @throws LogIncompleteError when manifests are missing */
export function cutToSizes(
  logs: readonly LogView[],
  sizes: readonly { readonly logId: number; readonly size: number }[],
): readonly LogView[] {
  return sizes.map(({ logId, size }) => {
    const entries = logs.find((log) => log.logId === logId)?.entries ?? [];
    if (entries.length < size) throw new LogIncompleteError(logId, entries.length, size);
    return { logId, size, entries: entries.slice(0, size) };
  });
}

/** The consent in force at a block for a set of manifests, and the registry's head over all decisions up to it. */
export async function readConsent(
  chain: CorpusChain,
  { cores, toBlock }: { readonly cores: ReadonlyMap<string, Core>; readonly toBlock: bigint },
): Promise<{ readonly consent: ConsentAt; readonly consentHead: Hex }> {
  const [withdrawals, tierChanges] = await Promise.all([
    chain.events<Withdrawn>({ contract: 'consentRegistry', eventName: 'Withdrawn', toBlock }),
    chain.events<Withdrawn & { tier: number }>({ contract: 'consentRegistry', eventName: 'TierChanged', toBlock }),
  ]);
  const events = { withdrawals, tierChanges };
  return { consent: foldConsent(cores, events), consentHead: foldConsentHead(events) };
}

/** Not every manifest below an anchored head could be read. */
export class LogIncompleteError extends BaseError {
  override readonly name = 'LogIncompleteError';
  override readonly kind = 'missing';
  constructor(logId: number, read: number, size: number) {
    super('A deposit log could not be read to its anchored head.', {
      values: { logId, read, size },
      hint: 'The trainer tries again; check that the log and a pinner are reachable.',
    });
  }
}
