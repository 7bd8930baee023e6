import type { SnapshotManifest } from '../blocks/snapshot.ts';
import { toDepositId } from '../manifest/identifier.ts';
import type { ConsentAt } from './consent.ts';
import { type ConsentEvents, foldConsent, foldConsentHead } from './consentEvents.ts';
import { type LogView, makeSnapshot, type Snapshot } from './snapshot.ts';

/** Where the records behind a snapshot are read. */
export type SnapshotSources = {
  readonly manifest: SnapshotManifest;
  /** The logs that the manifest names, each cut to the size that it names. */
  readonly logs: readonly LogView[];
  /** Every decision up to the manifest's block. */
  readonly decisions: ConsentEvents;
};

/** A snapshot, and the consent that decided what is in it. */
export type RebuiltSnapshot = { readonly snapshot: Snapshot; readonly consent: ConsentAt };

/** Makes the snapshot of a run again from logs and decisions; its root is the run's when nothing differs. */
export function rebuildSnapshot({ manifest, logs, decisions }: SnapshotSources): RebuiltSnapshot {
  const cores = new Map(logs.flatMap((log) => log.entries.map((entry) => [entry.id, entry.core] as const)));
  const consent = foldConsent(cores, decisions);
  const snapshot = makeSnapshot({
    ...consent,
    consentHead: foldConsentHead(decisions),
    logs,
    purpose: manifest.purpose,
    chainId: manifest.chainId,
    block: manifest.block,
    plan: manifest.plan,
    nearDuplicates: manifest.nearDuplicates.map((row) => ({
      ...row,
      id: toDepositId(row.id),
      of: toDepositId(row.of),
    })),
    unavailable: manifest.unavailable.map(({ id, reason }) => ({ id: toDepositId(id), reason })),
  });
  return { snapshot, consent };
}
