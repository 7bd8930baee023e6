import type { Hex } from 'viem';
import type { SnapshotManifest } from '../blocks/snapshot.ts';
import { toDepositId } from '../manifest/identifier.ts';
import type { ConsentAt } from './consent.ts';
import { type LogView, makeSnapshot, type Snapshot } from './snapshot.ts';

/**
 * Makes a snapshot again from what chain and logs say. Only what cannot be recomputed from them, the trainer's judgements
 * and plan, is taken from its manifest; the root tells whether the rest agrees.
 */
export function remakeSnapshot(
  manifest: SnapshotManifest,
  seen: { readonly logs: readonly LogView[]; readonly consent: ConsentAt; readonly consentHead: Hex },
): Snapshot {
  const { purpose, chainId, block, plan, nearDuplicates, unavailable } = manifest;
  return makeSnapshot({
    ...seen.consent,
    consentHead: seen.consentHead,
    logs: seen.logs,
    purpose,
    chainId,
    block,
    plan,
    nearDuplicates: nearDuplicates.map((row) => ({ ...row, id: toDepositId(row.id), of: toDepositId(row.of) })),
    unavailable: unavailable.map(({ id, reason }) => ({ id: toDepositId(id), reason })),
  });
}
