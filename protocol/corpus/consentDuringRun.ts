import type { Hex } from 'viem';
import type { AdapterCard } from '../blocks/adapterCard.ts';
import type { Core } from '../blocks/core.ts';
import { allows, TIERS } from '../manifest/tier.ts';
import { type ConsentAt, type ConsentEvents, findObjection, foldConsent, foldConsentHead } from './consent.ts';
import { type Difference, findDifference } from './difference.ts';

/** What a run and the chain say of the time between seed and adapter. */
export type DuringRun = {
  readonly cores: ReadonlyMap<string, Core>;
  /** Decisions of contributors, at least up to the closing. */
  readonly events: ConsentEvents;
  /** The block at which the snapshot was made. */
  readonly snapshotBlock: bigint;
  /** The block in which the seed was drawn: no text is read for training before it. */
  readonly seededBlock: bigint;
  /** The block in which the adapter was registered, and its Unix time: training is over. */
  readonly closed: { readonly block: bigint; readonly time: number };
  /** The block at which the card says that consents were read, its Unix time, and what board and court kept back then. */
  readonly read: { readonly block: bigint; readonly time: number; readonly barred: ReadonlySet<Hex> };
  /** Seconds by which consents may be older than the adapter. */
  readonly maxConsentAge: number;
  /** All that board or court ever kept back up to the closing, if only for a while. */
  readonly everBarred: ReadonlySet<Hex>;
};

type Claim = Pick<AdapterCard, 'consents' | 'refused'> & { readonly used: Iterable<string> };

/**
 * Holds a run against what was decided while it went on. The trainer chooses when it reads consents, so that they must be
 * young when the adapter is registered; a deposit that was forbidden by then must not have been used, and none may be left
 * out that nobody forbade, if only for a moment.
 */
export function findConsentDifference(during: DuringRun, { used, refused, consents }: Claim): Difference | null {
  const { cores, events, read } = during;
  const otherTime = findOtherTime(during);
  if (otherTime) return otherTime;
  const consent = foldConsent(cores, upTo(events, read.block), read.barred);
  for (const id of used) {
    const objection = findObjection(id, { cores, consent, purpose: 'training' });
    if (objection) return { subject: `use of ${id}`, expected: `left out: ${objection}`, found: 'trained on' };
  }
  const reasons = reasonsToRefuse(during);
  for (const { id, reason } of refused) {
    const possible = reasons.flatMap((consent) => findObjection(id, { cores, consent, purpose: 'training' }) ?? []);
    if (possible.some((each) => kindOf(each) === kindOf(reason))) continue;
    return { subject: `reason to leave out ${id}`, expected: possible[0] ?? 'none on chain', found: reason };
  }
  return findDifference('consent head at training', foldConsentHead(upTo(events, read.block)), consents.head);
}

function findOtherTime({ seededBlock, closed, read, maxConsentAge }: DuringRun): Difference | null {
  if (read.block < seededBlock || read.block > closed.block) {
    const expected = `from ${seededBlock}, of the seed, to ${closed.block}`;
    return { subject: 'block of the consents at training', expected, found: `${read.block}` };
  }
  const age = closed.time - read.time;
  if (age <= maxConsentAge) return null;
  return { subject: 'age of the consents at training', expected: `at most ${maxConsentAge} s`, found: `${age} s` };
}

/** Each kind of reason by itself, as strict as it ever was up to the closing. */
function reasonsToRefuse({ cores, events, snapshotBlock, closed, everBarred }: DuringRun): readonly ConsentAt[] {
  const { withdrawals, tierChanges } = upTo(events, closed.block);
  const lowered = tierChanges.filter(({ args, blockNumber }) => {
    const tier = TIERS[args.tier];
    return blockNumber > snapshotBlock && tier !== undefined && !allows(tier, 'training');
  });
  const nothing = { withdrawals: [], tierChanges: [] };
  return [
    foldConsent(cores, { ...nothing, withdrawals }, new Set()),
    foldConsent(cores, { ...nothing, tierChanges: lowered }, new Set()),
    foldConsent(cores, nothing, everBarred),
  ];
}

function upTo({ withdrawals, tierChanges }: ConsentEvents, block: bigint): ConsentEvents {
  const isBefore = ({ blockNumber }: { readonly blockNumber: bigint }) => blockNumber <= block;
  return { withdrawals: withdrawals.filter(isBefore), tierChanges: tierChanges.filter(isBefore) };
}

/** A contributor may lower a tier twice while a run goes on, so that the tier itself decides nothing. */
function kindOf(reason: string): string {
  return reason.replace(/^parent \S+ is /, '').replace(/^tier \S+$/, 'tier');
}
