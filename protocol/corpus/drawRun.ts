import * as dagCbor from '@ipld/dag-cbor';
import { type Hex, sha256, stringToHex } from 'viem';
import type { SampleRow } from '../blocks/batchList.ts';
import type { SnapshotManifest } from '../blocks/snapshot.ts';
import { compareText } from '../compareText.ts';
import { toDepositId } from '../manifest/identifier.ts';
import { MerkleLog } from '../merkle/tree.ts';
import { type Attribution, attribute } from './attribution.ts';
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

type Held = { readonly id: string; readonly register: string };

/**
 * The deposits that are never trained on: those whose hash falls in one of `oneIn` equal parts, and the one with the
 * smallest hash in a register of two or more that would have none. A deposit alone in its register is trained on.
 */
export function chooseHeldOut(deposits: readonly Held[], { oneIn }: { readonly oneIn: number }): ReadonlySet<string> {
  const registers = Map.groupBy(deposits, (deposit) => deposit.register);
  const chosen: string[] = [];
  for (const members of registers.values()) {
    if (members.length < 2) continue;
    const ranked = members
      .map(({ id }) => ({ id, rank: sha256(stringToHex(`tilth/held-out/1|${id}`)).slice(2) }))
      .sort((a, b) => compareText(a.rank, b.rank));
    const drawn = ranked.filter(({ rank }) => Number.parseInt(rank.slice(0, 8), 16) % oneIn === 0);
    const fallback = drawn.length === 0 ? ranked.slice(0, 1) : drawn;
    chosen.push(...fallback.slice(0, members.length - 1).map(({ id }) => id));
  }
  return new Set(chosen);
}

/** Merkle root (RFC 6962) over the rows in their order; stands on chain as the run's list root. */
export function listRoot(rows: readonly SampleRow[]): Hex {
  return new MerkleLog(rows.map(({ id, start, length, epoch }) => dagCbor.encode([id, start, length, epoch]))).root();
}
