import type { Hex } from 'viem';
import { type Block, encodeBlock } from '../blocks/block.ts';
import { type Core, contributorAccount } from '../blocks/core.ts';
import { encodeSnapshot, type RunPlan, type SnapshotManifest } from '../blocks/snapshot.ts';
import { compareText } from '../compareText.ts';
import { fromDepositId, toDepositId } from '../manifest/identifier.ts';
import type { Purpose } from '../manifest/tier.ts';
import { type ConsentAt, encodeConsent, findObjection, withdrawnRoot } from './consent.ts';
import type { IdentitiesAt } from './identities.ts';
import { type Anchor, compareAnchors, type NearDuplicate } from './nearDuplicates.ts';

/** One deposit as a log holds it. */
export type LogEntry = {
  /** `sub:` identifier. */
  readonly id: string;
  readonly core: Core;
  /** Index of its leaf in the log. */
  readonly position: number;
};

/** The deposits among the first `size` leaves of one log, in its order; a leaf without valid consent is none. */
export type LogView = {
  readonly logId: number;
  readonly size: number;
  readonly entries: readonly LogEntry[];
};

/** The public records that a snapshot is made from. */
export type SnapshotInput = ConsentAt & {
  readonly logs: readonly LogView[];
  readonly purpose: Purpose;
  readonly chainId: number;
  /** `ConsentRegistry.head()` at the block: the registry's own word for which decisions were seen. */
  readonly consentHead: Hex;
  readonly identities: IdentitiesAt;
  /** The block at which logs, consent and identities were read. */
  readonly block: number;
  readonly plan: RunPlan;
  readonly nearDuplicates?: readonly NearDuplicate[];
  readonly similar?: readonly NearDuplicate[];
  readonly unavailable?: readonly Exclusion[];
};

/** A deposit that a run may not use, and why. */
export type Exclusion = { readonly id: string; readonly reason: string };

/** A snapshot with its blocks and what was left out. */
export type Snapshot = {
  readonly manifest: SnapshotManifest;
  /** The manifest's dag-cbor; its CID holds `root`. */
  readonly block: Block;
  readonly root: Hex;
  /** The consent table that `manifest.consentRoot` is the digest of. */
  readonly consent: Block;
  /** CORE of every deposit in the logs. */
  readonly cores: ReadonlyMap<string, Core>;
  /** Identifiers that may be used, sorted. */
  readonly eligible: readonly string[];
  readonly excluded: readonly Exclusion[];
};

/** Fixes what a run may use. A deposit that stands in several logs counts once; the order of the input never matters. */
export function makeSnapshot(input: SnapshotInput): Snapshot {
  const cores = new Map(input.logs.flatMap((log) => log.entries.map((entry) => [entry.id, entry.core] as const)));
  const nearDuplicates = sortById(input.nearDuplicates ?? []);
  const unavailable = sortById(input.unavailable ?? []);
  const reasons = new Map([
    ...nearDuplicates.map(({ id, of }) => [id, `near-duplicate of ${of}`] as const),
    ...unavailable.map(({ id, reason }) => [id, `unavailable: ${reason}`] as const),
  ]);
  const eligible: string[] = [];
  const excluded: Exclusion[] = [];
  for (const id of [...cores.keys()].sort(compareText)) {
    const reason = findObjection(id, { cores, consent: input, purpose: input.purpose }) ?? reasons.get(id);
    if (reason) excluded.push({ id, reason });
    else eligible.push(id);
  }
  const consent = encodeConsent(cores, input);
  const duplicateRows = nearDuplicates.map(toPair);
  const manifest: SnapshotManifest = {
    v: 4,
    kind: 'tilth/snapshot',
    purpose: input.purpose,
    chainId: input.chainId,
    block: input.block,
    logs: input.logs.map(({ logId, size }) => ({ logId, size })).sort((a, b) => a.logId - b.logId),
    deposits: eligible.map((id) => toRow(id, cores.get(id) as Core, input.identities)),
    consentRoot: consent.digest,
    consentHead: input.consentHead,
    withdrawnRoot: withdrawnRoot(cores, input),
    nearDuplicates: duplicateRows,
    nearDuplicatesDigest: encodeBlock(duplicateRows).digest,
    similar: (input.similar ?? []).map(toPair),
    unavailable: unavailable.map(({ id, reason }) => ({ id: fromDepositId(id), reason })),
    plan: input.plan,
  };
  const block = encodeSnapshot(manifest);
  return { manifest, block, root: block.digest, consent, cores, eligible, excluded };
}

/** When each deposit was anchored first, from the heads that the chain held. */
export function firstAnchors(
  logs: readonly LogView[],
  heads: readonly { readonly logId: number; readonly size: number; readonly block: number }[],
): ReadonlyMap<string, Anchor> {
  const headsOf = Map.groupBy(
    [...heads].sort((a, b) => a.size - b.size),
    ({ logId }) => logId,
  );
  const anchors = new Map<string, Anchor>();
  for (const { logId, entries } of logs) {
    const own = headsOf.get(logId) ?? [];
    let at = 0;
    for (const { id, position } of entries) {
      while ((own[at]?.size ?? Number.POSITIVE_INFINITY) <= position) at += 1;
      const block = own[at]?.block;
      if (block === undefined) continue;
      const anchor = { block, logId, position };
      const known = anchors.get(id);
      if (!known || compareAnchors(anchor, known) < 0) anchors.set(id, anchor);
    }
  }
  return anchors;
}

function toPair({ id, of, similarityBp }: NearDuplicate) {
  return { id: fromDepositId(id), of: fromDepositId(of), similarityBp };
}

function toRow(id: string, core: Core, identities: IdentitiesAt): SnapshotManifest['deposits'][number] {
  const contributor = contributorAccount(core).toLowerCase() as Hex;
  const identity = identities.get(contributor) ?? 0;
  return { id: fromDepositId(id), register: core.register, contributor, identity, bytes: core.bytes };
}

function sortById<T extends { readonly id: string }>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => compareText(a.id, b.id));
}

/**
 * Makes a snapshot again from what chain and logs say. Only what cannot be recomputed from them, the trainer's judgements
 * and plan, is taken from its manifest; the root tells whether the rest agrees.
 */
export function remakeSnapshot(
  manifest: SnapshotManifest,
  seen: Pick<SnapshotInput, 'logs' | 'consentHead' | 'identities'> & { readonly consent: ConsentAt },
): Snapshot {
  const { purpose, chainId, block, plan, unavailable } = manifest;
  return makeSnapshot({
    ...seen.consent,
    consentHead: seen.consentHead,
    logs: seen.logs,
    identities: seen.identities,
    purpose,
    chainId,
    block,
    plan,
    nearDuplicates: manifest.nearDuplicates.map(fromPair),
    similar: manifest.similar.map(fromPair),
    unavailable: unavailable.map(({ id, reason }) => ({ id: toDepositId(id), reason })),
  });
}

function fromPair({ id, of, similarityBp }: SnapshotManifest['similar'][number]): NearDuplicate {
  return { id: toDepositId(id), of: toDepositId(of), similarityBp };
}
