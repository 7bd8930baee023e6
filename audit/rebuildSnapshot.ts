import type { Hex } from 'viem';
import { blockCid } from '../protocol/blocks/block.ts';
import { decodeSnapshot, type SnapshotManifest } from '../protocol/blocks/snapshot.ts';
import { barredAt } from '../protocol/corpus/bars.ts';
import { type ConsentAt, foldConsent, foldConsentHead } from '../protocol/corpus/consent.ts';
import { foldIdentities } from '../protocol/corpus/identities.ts';
import { type LogCut, toDifference } from '../protocol/corpus/logCuts.ts';
import type { Anchor } from '../protocol/corpus/nearDuplicates.ts';
import { firstAnchors, type LogView, remakeSnapshot, type Snapshot } from '../protocol/corpus/snapshot.ts';
import { findSnapshotDifference } from '../protocol/corpus/snapshotDifference.ts';
import { readBars } from './readBars.ts';
import { readEntries, readHeads, readLeaves } from './readLog.ts';
import { DifferenceError, type Ledger } from './report.ts';
import type { AuditSource } from './source.ts';

/** A snapshot that was made again, the consent that decided it, and when each deposit was anchored. */
export type RebuiltSnapshot = Snapshot & {
  readonly decided: ConsentAt;
  readonly anchors: ReadonlyMap<string, Anchor>;
};
type Claim = { readonly snapshotRoot: Hex; readonly consentRoot: Hex; readonly consentHead: Hex };

/** Makes a run's snapshot again from anchored logs and consent events. @throws DifferenceError */
export async function rebuildSnapshot(source: AuditSource, claim: Claim, ledger: Ledger): Promise<RebuiltSnapshot> {
  const manifest = decodeSnapshot(await source.fetch(blockCid(claim.snapshotRoot)));
  const toBlock = BigInt(manifest.block);
  const { logs, heads } = await readAllLogs(source, manifest, ledger);
  ledger.note('deposit logs', logs.map(({ logId, size }) => `${logId} at ${size}`).join(', '));
  const cores = new Map(logs.flatMap((log) => log.entries.map((entry) => [entry.id, entry.core] as const)));
  const [withdrawals, tierChanges, enrolled, rekeyed] = await Promise.all([
    source.events({ contract: 'consentRegistry', eventName: 'Withdrawn', toBlock }),
    source.events({ contract: 'consentRegistry', eventName: 'TierChanged', toBlock }),
    source.events({ contract: 'identityRegistry', eventName: 'Enrolled', toBlock }),
    source.events({ contract: 'identityRegistry', eventName: 'Rekeyed', toBlock }),
  ]);
  const identities = foldIdentities([
    ...enrolled.map(({ args }) => ({ account: args.account, identityId: Number(args.identityId) })),
    ...rekeyed.map(({ args }) => ({ account: args.newAccount, identityId: Number(args.identityId) })),
  ]);
  const barred = barredAt(await readBars(source, { toBlock }), await source.blockTime(toBlock));
  const consent = foldConsent(cores, { withdrawals, tierChanges }, barred);
  const consentHead = foldConsentHead({ withdrawals, tierChanges });
  const snapshot = remakeSnapshot(manifest, { logs, consent, consentHead, identities });
  const difference = findSnapshotDifference(snapshot.manifest, manifest);
  if (difference) throw new DifferenceError(difference.subject, difference.expected, difference.found);
  ledger.expectEqual('consent head', { expected: consentHead, found: claim.consentHead });
  ledger.expectEqual('snapshot root', { expected: snapshot.root, found: claim.snapshotRoot });
  ledger.expectEqual('consent root', { expected: snapshot.consent.digest, found: claim.consentRoot });
  ledger.note('said of texts, which a replay looks into', describeFindings(manifest));
  return { ...snapshot, decided: consent, anchors: firstAnchors(logs, heads) };
}

/** The logs that the manifest names, each at an anchored head; one that was cut must be out of our reach as well. */
async function readAllLogs(
  source: AuditSource,
  manifest: SnapshotManifest,
  ledger: Ledger,
): Promise<{ readonly logs: readonly LogView[]; readonly heads: readonly PlacedHead[] }> {
  const toBlock = BigInt(manifest.block);
  const anchored = await source.events({ contract: 'depositLog', eventName: 'Anchored', toBlock });
  const ids = [...new Set(anchored.map(({ args }) => Number(args.logId)))].sort((a, b) => a - b);
  const logs: LogView[] = [];
  for (const logId of ids) {
    const heads = await readHeads(source, { logId, toBlock });
    const newest = heads.at(-1)?.size ?? 0;
    const used = manifest.logs.find((log) => log.logId === logId)?.size ?? 0;
    if (used < newest) await checkCut(source, { logId, used, newest }, ledger);
    if (used === 0) continue;
    if (!heads.some(({ size }) => size === used))
      throw new DifferenceError(`head of log ${logId}`, 'an anchored size', `${used}`);
    const { leaves } = await readLeaves(source, { logId, heads: heads.filter(({ size }) => size <= used) });
    const { entries, refused } = await readEntries(source, { logId, leaves });
    for (const { id, reason } of refused) ledger.note(`no deposit of log ${logId}`, `${id} ${reason}`);
    logs.push({ logId, size: used, entries });
  }
  return { logs, heads: anchored.map(({ args, blockNumber }) => toPlaced(args, blockNumber)) };
}

type PlacedHead = { readonly logId: number; readonly size: number; readonly block: number };

function toPlaced({ logId, size }: { readonly logId: bigint; readonly size: bigint }, block: bigint): PlacedHead {
  return { logId: Number(logId), size: Number(size), block: Number(block) };
}

/** A snapshot may leave the newer part of a log out only while nobody can fetch it. @throws DifferenceError */
async function checkCut(source: AuditSource, cut: LogCut, { note }: Ledger): Promise<void> {
  const { logId, used, newest } = cut;
  const heads = (await readHeads(source, { logId })).filter(({ size }) => size <= newest);
  const isReadable = await readLeaves(source, { logId, heads })
    .then(({ leaves }) => Promise.all(leaves.slice(used).map(({ cid }) => source.fetch(cid))))
    .then(() => true)
    .catch(() => false);
  const { subject, expected, found } = toDifference(cut);
  if (isReadable) throw new DifferenceError(subject, expected, found);
  note(`log ${logId} used to ${used} of ${newest}`, 'what is left out cannot be fetched here either');
}

function describeFindings({ nearDuplicates, similar, unavailable }: SnapshotManifest): string {
  const pairs = `${nearDuplicates.length} near-duplicates, ${similar.length} resemblances`;
  return `${pairs}, ${unavailable.length} texts that could not be read`;
}
