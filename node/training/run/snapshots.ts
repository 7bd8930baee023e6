import type { Hex } from 'viem';
import { blockCid } from '../../../protocol/blocks/block.ts';
import type { Core } from '../../../protocol/blocks/core.ts';
import { decodeSnapshot } from '../../../protocol/blocks/snapshot.ts';
import { compareText } from '../../../protocol/compareText.ts';
import { barredAt } from '../../../protocol/corpus/bars.ts';
import { type ConsentAt, foldConsent, foldConsentHead } from '../../../protocol/corpus/consent.ts';
import type { Difference } from '../../../protocol/corpus/difference.ts';
import { foldIdentities } from '../../../protocol/corpus/identities.ts';
import { type Anchor, findingResemblances } from '../../../protocol/corpus/nearDuplicates.ts';
import { NothingToTrainOnError } from '../../../protocol/corpus/sampler.ts';
import {
  firstAnchors,
  type LogView,
  makeSnapshot,
  remakeSnapshot,
  type Snapshot,
  type SnapshotInput,
} from '../../../protocol/corpus/snapshot.ts';
import { findSnapshotDifference } from '../../../protocol/corpus/snapshotDifference.ts';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { inTurns } from '../../inTurns.ts';
import { collectTexts } from './collectTexts.ts';
import type { TrainerComponents } from './components.ts';
import type { VotedPolicy } from './readPolicy.ts';

/** What a run may use, and the consent that decided it. */
export type DecidedSnapshot = { readonly snapshot: Snapshot; readonly consent: ConsentAt };

/** Snapshots of a trainer's runs; the last one is at hand. */
export type Snapshots = {
  /** Looks whether consent leaves anything to train on, before any text is read. @throws NothingToTrainOnError */
  readonly assertCandidates: (policy: VotedPolicy, signal: AbortSignal) => Promise<void>;
  /**
   * Makes the snapshot of a run as the chain stands now. Consent decides first; then texts are opened under a grant that
   * names the candidates, to find what resembles what. @throws NothingToTrainOnError
   */
  readonly prepare: (policy: VotedPolicy, signal: AbortSignal) => Promise<DecidedSnapshot>;
  /** Builds the snapshot of an opened run again from its manifest, its logs and the chain. @throws SnapshotLostError */
  readonly restore: (root: Hex, signal: AbortSignal) => Promise<DecidedSnapshot>;
};

/** Creates what makes snapshots, and makes them again. */
export function createSnapshots(components: TrainerComponents): Snapshots {
  let last: DecidedSnapshot | null = null;
  return {
    assertCandidates: async (policy, signal) => void (await listCandidates(components, { policy, signal })),
    prepare: async (policy, signal) => {
      last = await prepare(components, { policy, signal });
      return last;
    },
    restore: async (root, signal) => {
      if (last?.snapshot.root !== root) last = await restoreSnapshot(components, { root, signal });
      return last;
    },
  };
}

type PrepareOptions = { readonly policy: VotedPolicy; readonly signal: AbortSignal };

/** What consent lets a run use of the logs as they are anchored now, in registers that the vote gives weight. */
async function listCandidates(
  components: TrainerComponents,
  { policy: { shares, plan }, signal }: PrepareOptions,
): Promise<DecidedSnapshot & { readonly input: SnapshotInput; readonly ids: readonly string[] }> {
  const { chain, follower, consents, restrictions, identities, readLogs } = components;
  await follower.caughtUp({ signal });
  const { number: toBlock, timestamp } = follower.head();
  const logs = cutToAnchored(components, { logs: await readLogs({ toBlock, signal }), toBlock });
  const cores = coresOf(logs);
  const decisions = consents.upTo(toBlock);
  const consent = foldConsent(cores, decisions, barredAt(restrictions.upTo(toBlock), Number(timestamp)));
  const input: SnapshotInput = {
    ...consent,
    consentHead: foldConsentHead(decisions),
    logs,
    identities: foldIdentities(identities.bindingsUpTo(toBlock)),
    purpose: 'training',
    chainId: chain.chainId,
    block: Number(toBlock),
    plan,
  };
  const snapshot = makeSnapshot(input);
  const ids = snapshot.eligible.filter((id) => (shares[cores.get(id)?.register ?? ''] ?? 0) > 0);
  if (ids.length === 0) throw new NothingToTrainOnError(cores.size);
  return { input, consent, snapshot, ids };
}

async function prepare(components: TrainerComponents, options: PrepareOptions): Promise<DecidedSnapshot> {
  const { input, consent, snapshot: candidates, ids } = await listCandidates(components, options);
  const { cores, root } = candidates;
  const { texts, missing } = await collectTexts(components, { ids, cores, snapshot: root, signal: options.signal });
  if (texts.size === 0) throw new NothingToTrainOnError(cores.size);
  const anchors = firstAnchors(input.logs, components.heads.upTo(BigInt(input.block)));
  // Logs were cut to heads of the same chain, so every entry has its anchor.
  const anchored = [...texts].map(([id, text]) => ({ id, text, anchor: anchors.get(id) as Anchor }));
  const snapshot = makeSnapshot({
    ...input,
    ...(await inTurns(findingResemblances(anchored))),
    unavailable: [...missing].sort((a, b) => compareText(a.id, b.id)),
  });
  return { snapshot, consent };
}

/** What a snapshot is made again from. */
export type SnapshotParts = Pick<TrainerComponents, 'consents' | 'restrictions' | 'identities' | 'readLogs'> & {
  readonly chain: Pick<TrainerComponents['chain'], 'client'>;
  readonly storage: Pick<TrainerComponents['storage'], 'get'>;
};

type RestoreOptions = { readonly root: Hex; readonly signal: AbortSignal };

/** Makes a run's snapshot again from its manifest, the logs and the chain. @throws SnapshotLostError when another comes out */
export async function restoreSnapshot(
  { chain, consents, restrictions, identities: members, storage, readLogs }: SnapshotParts,
  { root, signal }: RestoreOptions,
): Promise<DecidedSnapshot> {
  const manifest = decodeSnapshot(await storage.get(blockCid(root), { signal }));
  const toBlock = BigInt(manifest.block);
  const all = await readLogs({ toBlock, signal });
  const logs = manifest.logs.map(({ logId, size }) => {
    const read = all.find((log) => log.logId === logId) ?? { logId, size: 0, entries: [] };
    if (read.size < size) throw new LogIncompleteError(logId, read.size, size);
    return cutLog(read, size);
  });
  const decisions = consents.upTo(toBlock);
  const { timestamp } = await chain.client.getBlock({ blockNumber: toBlock });
  const consent = foldConsent(coresOf(logs), decisions, barredAt(restrictions.upTo(toBlock), Number(timestamp)));
  const identities = foldIdentities(members.bindingsUpTo(toBlock));
  const consentHead = foldConsentHead(decisions);
  const snapshot = remakeSnapshot(manifest, { logs, consent, consentHead, identities });
  if (snapshot.root !== root) {
    const otherForm = { subject: 'snapshot root', expected: snapshot.root, found: root };
    throw new SnapshotLostError(findSnapshotDifference(snapshot.manifest, manifest) ?? otherForm);
  }
  return { snapshot, consent };
}

function coresOf(logs: readonly LogView[]): ReadonlyMap<string, Core> {
  return new Map(logs.flatMap((log) => log.entries.map(({ id, core }) => [id, core] as const)));
}

/**
 * Cuts logs to heads that the chain held at a block: the newest that could be read. A log whose operator anchored what
 * nobody can fetch is used as far as it goes, so that it cannot stop everyone's training; its size shows it.
 */
function cutToAnchored(
  { heads }: Pick<TrainerComponents, 'heads'>,
  { logs, toBlock }: { readonly logs: readonly LogView[]; readonly toBlock: bigint },
): readonly LogView[] {
  const readTo = new Map(logs.map(({ logId, size }) => [logId, size]));
  const readable = heads.upTo(toBlock).filter(({ logId, size }) => size <= (readTo.get(logId) ?? 0));
  const sizes = new Map(readable.map(({ logId, size }) => [logId, size]));
  return logs.flatMap((log) => (sizes.has(log.logId) ? [cutLog(log, sizes.get(log.logId) ?? 0)] : []));
}

function cutLog({ logId, entries }: LogView, size: number): LogView {
  return { logId, size, entries: entries.filter(({ position }) => position < size) };
}

/** Not every manifest below an anchored head could be read. */
export class LogIncompleteError extends BaseError {
  override readonly name = 'LogIncompleteError';
  override readonly kind = 'missing';
  constructor(logId: number, read: number, size: number) {
    super('A deposit log could not be read to its anchored head.', {
      values: { logId, read, size },
      hint: 'The trainer tries again; check that the log and a pinner are reachable.',
    });
  }
}

/** The chain and the logs no longer give the snapshot that a run was opened with. */
export class SnapshotLostError extends BaseError {
  override readonly name = 'SnapshotLostError';
  override readonly kind = 'missing';
  readonly difference: Difference;
  constructor(difference: Difference) {
    super('The snapshot of a run cannot be built again.', {
      values: difference,
      hint: 'A log or the chain changed under it; run `tilth audit log` for each log.',
    });
    this.difference = difference;
  }
}
