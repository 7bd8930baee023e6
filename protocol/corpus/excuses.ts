import type { SnapshotManifest } from '../blocks/snapshot.ts';
import { toDepositId } from '../manifest/identifier.ts';
import type { Difference } from './difference.ts';
import { findNearDuplicates } from './nearDuplicates.ts';

/** What a trainer says of a deposit that it left out, and nobody can recompute without the text. */
export type Excuse = { readonly id: string; readonly reason: string; readonly of?: string; readonly similarityBp?: number };

/** The excuses of a snapshot, in its order. */
export function listExcuses({ unavailable, nearDuplicates }: SnapshotManifest): readonly Excuse[] {
  return [
    ...unavailable.map(({ id, reason }) => ({ id: toDepositId(id), reason: `unavailable: ${reason}` })),
    ...nearDuplicates.map(({ id, of, similarityBp }) => ({
      ...{ id: toDepositId(id), of: toDepositId(of), similarityBp },
      reason: `near-duplicate of ${toDepositId(of)}`,
    })),
  ];
}

/** The deposits that must be opened to look into an excuse. */
export function depositsOf({ id, of }: Excuse): readonly string[] {
  return of === undefined ? [id] : [id, of];
}

/**
 * Looks into an excuse with the texts that could be opened: one that can be read is not unavailable, and a near-duplicate must
 * come out again from both texts. Null when the excuse stands, or when a text that it needs is not at hand.
 */
export function findFalseExcuse(
  { id, reason, of, similarityBp }: Excuse,
  { texts, positions }: { readonly texts: ReadonlyMap<string, string>; readonly positions: ReadonlyMap<string, number> },
): Difference | null {
  const subject = `reason to leave out ${id}`;
  if (of === undefined) {
    return texts.has(id) ? { subject, expected: 'none: its text can be read', found: reason } : null;
  }
  const pair = [id, of].flatMap((each) => {
    const text = texts.get(each);
    return text === undefined ? [] : [{ id: each, text, position: positions.get(each) ?? 0 }];
  });
  if (pair.length < 2) return null;
  const [again] = findNearDuplicates(pair);
  if (again?.id === id && again.of === of && again.similarityBp === similarityBp) return null;
  const expected = again ? `${again.id} repeats ${again.of} by ${again.similarityBp} bp` : 'none: the texts differ';
  return { subject, expected, found: `${reason} by ${similarityBp} bp` };
}
