import type { Hex } from 'viem';
import type { SnapshotManifest } from '../blocks/snapshot.ts';
import { toDepositId } from '../manifest/identifier.ts';
import { type Attribution, attribute } from './attribution.ts';
import { chooseHeldOut } from './heldOut.ts';
import { listRoot } from './listRoot.ts';
import { type SampleList, sampleList } from './sampler.ts';

/** What a run has fixed, and the seed that was drawn for it. */
export type DrawOptions = {
  readonly manifest: SnapshotManifest;
  readonly shares: Readonly<Record<string, number>>;
  readonly seed: Hex;
  /** Deposits whose consent ended after the snapshot. */
  readonly refused: ReadonlySet<string>;
};

/** What follows from a run's snapshot, policy and seed. */
export type DrawnRun = SampleList & {
  readonly listRoot: Hex;
  /** Held-out deposits by register, sorted; never in the list. */
  readonly heldOut: ReadonlyMap<string, readonly string[]>;
  readonly attribution: Attribution;
};

/** Everything that a run's snapshot, policy and seed decide. Trainer and auditor call the same function. */
export function drawRun({ manifest, shares, seed, refused }: DrawOptions): DrawnRun {
  const documents = manifest.deposits.map((deposit) => ({ ...deposit, id: toDepositId(deposit.id) }));
  const held = chooseHeldOut(documents, { oneIn: manifest.plan.heldOutOneIn });
  const usable = documents.filter(({ id }) => !refused.has(id));
  const list = sampleList({ documents: usable.filter(({ id }) => !held.has(id)), shares, plan: manifest.plan, seed });
  const heldOut = Map.groupBy(
    usable.filter(({ id }) => held.has(id)),
    ({ register }) => register as string,
  );
  return {
    ...list,
    listRoot: listRoot(list.rows),
    heldOut: new Map([...heldOut].map(([register, members]) => [register, members.map(({ id }) => id)])),
    attribution: attribute(list.rows, new Map(documents.map((document) => [document.id, document]))),
  };
}
