import * as dagCbor from '@ipld/dag-cbor';
import type { Hex } from 'viem';
import type { SampleRow } from '../blocks/batchList.ts';
import { toDepositId } from '../manifest/identifier.ts';
import { MerkleLog } from '../merkle/tree.ts';
import { type Attribution, attribute } from './attribution.ts';
import { chooseHeldOut } from './heldOut.ts';
import { type SampleList, sampleList } from './sampler.ts';
import type { Snapshot } from './snapshot.ts';

/** What a run has fixed, and the seed that was drawn for it. */
export type DrawOptions = {
  readonly snapshot: Pick<Snapshot, 'manifest' | 'cores'>;
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
export function drawRun({ snapshot, shares, seed, refused }: DrawOptions): DrawnRun {
  const { manifest, cores } = snapshot;
  const documents = manifest.deposits.map((deposit) => ({ ...deposit, id: toDepositId(deposit.id) }));
  const similar = manifest.similar.map(({ id, of }) => ({ id: toDepositId(id), of: toDepositId(of) }));
  const { held, leftOut } = chooseHeldOut(documents, { oneIn: manifest.plan.heldOutOneIn, seed, cores, similar });
  const usable = documents.filter(({ id }) => !refused.has(id));
  const trained = usable.filter(({ id }) => !held.has(id) && !leftOut.has(id));
  const list = sampleList({ documents: trained, shares, plan: manifest.plan, seed });
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

/** Merkle root (RFC 6962) over the rows in their order; stands on chain as the run's list root. */
export function listRoot(rows: readonly SampleRow[]): Hex {
  return new MerkleLog(rows.map(({ id, start, length, epoch }) => dagCbor.encode([id, start, length, epoch]))).root();
}
