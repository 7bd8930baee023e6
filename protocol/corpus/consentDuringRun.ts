import type { Hex } from 'viem';
import type { Core } from '../blocks/core.ts';
import { allows, TIERS } from '../manifest/tier.ts';
import { type ConsentAt, type ConsentEvents, findObjection, foldConsent } from './consent.ts';
import type { Difference } from './difference.ts';
import type { Exclusion } from './snapshot.ts';

/** One end of the time in which a run read its texts, and what board and court kept back then. */
type Moment = { readonly block: bigint; readonly barred: ReadonlySet<Hex> };

export type DuringRun = {
  readonly cores: ReadonlyMap<string, Core>;
  /** Decisions of contributors, at least up to the closing. */
  readonly events: ConsentEvents;
  /** The block at which the snapshot was made. */
  readonly snapshotBlock: bigint;
  /** The block in which the seed was drawn: no text is read for training before it. */
  readonly seeded: Moment;
  /** The block in which the adapter was registered: training is over. */
  readonly closed: Moment;
  /** All that board or court ever kept back up to the closing, if only for a while. */
  readonly everBarred: ReadonlySet<Hex>;
};

/**
 * Holds a run against what was decided while it went on: a deposit that was forbidden from seed to adapter must not have been
 * used, and none may be left out that nobody forbade, if only for a moment.
 */
export function findConsentDifference(
  during: DuringRun,
  { used, refused }: { readonly used: Iterable<string>; readonly refused: readonly Exclusion[] },
): Difference | null {
  const { cores, events, seeded, closed } = during;
  const at = ({ block, barred }: Moment) => foldConsent(cores, upTo(events, block), barred);
  const [first, last] = [at(seeded), at(closed)];
  for (const id of used) {
    const then = findObjection(id, { cores, consent: first, purpose: 'training' });
    const objection = then && findObjection(id, { cores, consent: last, purpose: 'training' });
    if (objection) return { subject: `use of ${id}`, expected: `left out: ${objection}`, found: 'trained on' };
  }
  const reasons = reasonsToRefuse(during);
  for (const { id, reason } of refused) {
    const possible = reasons.flatMap((consent) => findObjection(id, { cores, consent, purpose: 'training' }) ?? []);
    if (possible.some((each) => kindOf(each) === kindOf(reason))) continue;
    return { subject: `reason to leave out ${id}`, expected: possible[0] ?? 'none on chain', found: reason };
  }
  return null;
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
