import type { SnapshotManifest } from '../blocks/snapshot.ts';
import { toDepositId } from '../manifest/identifier.ts';
import { type Difference, findDifference } from './difference.ts';

/** The first thing that a snapshot says otherwise than it was made again: deposits by name, then everything else. */
export function findSnapshotDifference(again: SnapshotManifest, claimed: SnapshotManifest): Difference | null {
  const ids = (manifest: SnapshotManifest) => new Set(manifest.deposits.map(({ id }) => toDepositId(id)));
  const [right, found] = [ids(again), ids(claimed)];
  for (const id of right)
    if (!found.has(id)) return { subject: `deposit ${id}`, expected: 'in the snapshot', found: 'left out' };
  for (const id of found)
    if (!right.has(id)) return { subject: `deposit ${id}`, expected: 'left out', found: 'in the snapshot' };
  return findDifference('the snapshot', again, claimed);
}
