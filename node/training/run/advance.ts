import { setTimeout as sleep } from 'node:timers/promises';
import { CID } from 'multiformats/cid';
import { decodeCard } from '../../../protocol/blocks/adapterCard.ts';
import { toContentUri } from '../../../protocol/contentUri.ts';
import type { CardOutcome } from '../../../protocol/corpus/createCard.ts';
import { drawRun } from '../../../protocol/corpus/drawRun.ts';
import type { Snapshot } from '../../../protocol/corpus/snapshot.ts';
import { isRefusedWith, type Refusals } from '../../chain/refusals.ts';
import type { RunRecord } from '../../journal/runs.ts';
import type { Registry } from '../../models/publish/registry.ts';
import type { OpenedRun } from '../../models/runFold.ts';
import { waitsForRun } from '../../models/waitsForRun.ts';
import type { RunEvent, TrainerComponents, TrainerOptions } from './components.ts';
import { decodeOutcome, encodeOutcome, type PublishOptions, publishCard, registerCard } from './publish.ts';
import { readPolicy } from './readPolicy.ts';
import type { Snapshots } from './snapshots.ts';
import { depositsRead } from './tokenise.ts';
import { readConsents, train } from './train.ts';

export type AdvanceContext = {
  readonly components: TrainerComponents;
  readonly registry: Registry;
  readonly snapshots: Snapshots;
  readonly options: TrainerOptions;
  readonly signal: AbortSignal;
};

const NEW = { state: 'claimed', snapshot: '0x', seed: null, outcome: null, card: null, modelId: null } as const;
/** Refusals of what came too late: another mixture is in force or has its run, or the time of this one is over. */
const OVERTAKEN = { modelRegistry: ['MixtureMismatch', 'PolicyHasRun', 'RunLapsed'] } satisfies Refusals;
const STALE = { modelRegistry: ['ConsentStale'] } satisfies Refusals;

/** Whether there is nothing to train: somebody else's run of a policy was verified or still may be, or this node's own one ends no more. */
export async function isTaken(components: TrainerComponents, policyId: number): Promise<boolean> {
  const { operatorId, runs } = components;
  const claims = runs.claimsOf(policyId);
  const last = claims.at(-1);
  if (!last) return false;
  if (last.operatorId === operatorId) return !runs.find(last.runId) && (await waitsForRun(components, policyId));
  // An operator claims one run of a policy, and one that others followed ends no more.
  return claims.some((run) => run.operatorId === operatorId) || !(await waitsForRun(components, policyId));
}

/**
 * Starts the record of a run: claims it on chain, so that custodians know who reads texts, or finds that an earlier life of
 * this node did. Null when another was faster. @throws NothingToTrainOnError when a claim would be in vain
 */
export async function beginRun(context: AdvanceContext, policyId: number): Promise<RunRecord | null> {
  const { components, registry, snapshots, signal } = context;
  await seeEverything(components, signal);
  const isClaimed = components.runs.claimsOf(policyId).some((run) => run.operatorId === components.operatorId);
  if (!isClaimed) await snapshots.assertCandidates(await readPolicy(components, policyId), signal);
  const runId = await registry.claimRun(policyId).catch(toNullWhenOvertaken);
  if (runId === null) return null;
  components.onEvent?.({ step: 'claimed', policyId, runId });
  return { ...NEW, policyId, runId };
}

/** How often texts that cannot be read are asked for before a snapshot leaves them out. */
const TRIES = 3;

/** Makes a snapshot and keeps it. Verifiers look into each text that it calls unavailable, so that none is given up at once. */
async function makeSnapshot(
  { components, snapshots, options, signal }: AdvanceContext,
  policyId: number,
): Promise<Snapshot> {
  const policy = await readPolicy(components, policyId);
  let { snapshot } = await snapshots.prepare(policy, signal);
  for (let tries = 1; tries < TRIES && snapshot.manifest.unavailable.length > 0; tries++) {
    await sleep(options.retryMs, undefined, { signal });
    ({ snapshot } = await snapshots.prepare(policy, signal));
  }
  await components.storage.put(snapshot.block.bytes, 'dag-cbor');
  await components.storage.put(snapshot.consent.bytes, 'dag-cbor');
  await components.pin([snapshot.block.cid, snapshot.consent.cid], { signal });
  const { eligible, excluded } = snapshot;
  components.onEvent?.({ step: 'snapshot', policyId, eligible: eligible.length, excluded: excluded.length });
  return snapshot;
}

/** Takes a run one step on; null when its policy was overtaken, or its time was over before it was opened. */
export async function advanceRun(context: AdvanceContext, record: RunRecord): Promise<RunRecord | null> {
  const { components, registry, snapshots, options, signal } = context;
  const emit = (event: RunEvent) => components.onEvent?.(event);
  const { policyId, runId } = record;
  if (record.state === 'claimed' || record.state === 'opening') return openRecord(context, record);
  if (record.state === 'opened') {
    const seed = await registry.drawSeed(runId, { signal });
    emit({ step: 'seeded', policyId, runId });
    return { ...record, state: 'seeded', seed };
  }
  if (record.state === 'published') {
    if (await isCardOld(context, record)) return { ...record, state: 'trained', card: null };
    const registering = registerCard({ ...components, registry }, { card: record.card ?? '', signal });
    const modelId = await registering.catch(toNullWhenOvertaken);
    if (modelId === null) return null;
    emit({ step: 'registered', policyId, runId, modelId });
    return { ...record, state: 'registered', modelId };
  }
  const seed = record.seed ?? '0x';
  const { shares } = await readPolicy(components, policyId);
  const restored = await snapshots.restore(record.snapshot, signal);
  if (record.state === 'seeded') {
    const outcome = await train(components, {
      ...{ options, policyId, runId: Number(record.runId), snapshot: restored.snapshot, shares, seed, signal },
    });
    return { ...record, state: 'trained', outcome: encodeOutcome(outcome) };
  }
  const run = components.runs.find(runId) as OpenedRun;
  const outcome = await renewConsents(components, {
    ...restored,
    shares,
    seed,
    outcome: decodeOutcome(record.outcome ?? ''),
  });
  // What was forbidden is read no more: the run is trained again without it.
  if (!outcome) return { ...record, state: 'seeded', outcome: null };
  const { card, pins } = await publishCard(components, { ...restored, run, seed, shares, outcome, signal });
  emit({ step: 'published', policyId, card: card.toString(), pins });
  return { ...record, state: 'published', card: card.toString() };
}

/** Makes the snapshot of a claimed run, then opens it on chain; or finds that an earlier life of this node did. */
async function openRecord(context: AdvanceContext, record: RunRecord): Promise<RunRecord | null> {
  const { components, registry, snapshots, signal } = context;
  const { runs, storage, base, operatorId } = components;
  const { policyId, runId } = record;
  const toOpened = ({ snapshotRoot }: OpenedRun): RunRecord => {
    components.onEvent?.({ step: 'opened', policyId, runId });
    return { ...record, state: 'opened', snapshot: snapshotRoot };
  };
  await seeEverything(components, signal);
  // A reorganisation may have taken the claim back, or given its number to another operator.
  const isOurs = runs.claimsOf(policyId).some((claim) => claim.runId === runId && claim.operatorId === operatorId);
  if (!isOurs) return null;
  const known = runs.find(runId);
  if (known) return toOpened(known);
  if (runs.currentPolicy() !== policyId || (await isTaken(components, policyId))) return null;
  if (record.state === 'claimed')
    return { ...record, state: 'opening', snapshot: (await makeSnapshot(context, policyId)).root };
  const { snapshot } = await snapshots.restore(record.snapshot, signal);
  const again: RunRecord = { ...record, state: 'claimed', snapshot: '0x' };
  if (await isOvertaken(components, runId, snapshot)) return again;
  await storage.put(snapshot.block.bytes, 'dag-cbor');
  const { consentRoot, consentHead } = snapshot.manifest;
  const roots = { snapshotRoot: snapshot.root, consentRoot, consentHead, uri: toContentUri(snapshot.block.cid) };
  const baseModelId = await registry.ensureBase(base.weightsHash, base.uri);
  return registry
    .openRun({ runId, baseModelId, ...roots })
    .then(toOpened)
    .catch((error) => (isRefusedWith(error, STALE) ? again : toNullWhenOvertaken(error)));
}

/**
 * A snapshot is made again when its block is nearly older than consents may be, or when somebody forbade a text of it since.
 * That one is not read in any case, so that withdrawals hold up no run for longer than a part of its life.
 */
async function isOvertaken(components: TrainerComponents, runId: number, snapshot: Snapshot): Promise<boolean> {
  if ((await ageOf(components, snapshot.manifest.block)) > MOST_AGE) return true;
  const { refused } = await readConsents(components, snapshot);
  if (refused.length === 0) return false;
  const { chain, follower } = components;
  const [{ claimedAt }, { runLife }] = await Promise.all([
    chain.read({ contract: 'modelRegistry', functionName: 'run', args: [BigInt(runId)] }),
    chain.read({ contract: 'modelRegistry', functionName: 'settings' }),
  ]);
  return Number(follower.head().timestamp) < claimedAt + runLife * MOST_MAKING;
}

/** What training gave, by the newest consents that allow all that it read; null when those are too old. */
async function renewConsents(
  components: TrainerComponents,
  { snapshot, shares, seed, outcome }: Pick<PublishOptions, 'snapshot' | 'shares' | 'seed' | 'outcome'>,
): Promise<CardOutcome | null> {
  const { refused, consents } = await readConsents(components, snapshot);
  const drawn = drawRun({ snapshot, shares, seed, refused: new Set(outcome.refused.map(({ id }) => id)) });
  const read = new Set(depositsRead(drawn));
  if (!refused.some(({ id }) => read.has(id))) return { ...outcome, consents };
  return (await ageOf(components, outcome.consents.block)) > MOST_AGE ? null : outcome;
}

/** Whether a card that is not registered yet names consents that are nearly too old. */
async function isCardOld({ components, signal }: AdvanceContext, { runId, card }: RunRecord): Promise<boolean> {
  if (components.models.adapterOfRun(runId)) return false;
  const { consents } = decodeCard(await components.storage.get(CID.parse(card ?? ''), { signal }));
  return (await ageOf(components, consents.block)) > OLDEST_CARD;
}

/** Parts of the age that consents may have, so that there is time for what comes until the chain looks. */
const MOST_AGE = 1 / 2;
const OLDEST_CARD = 3 / 4;
/** The part of the life of a claim in which a snapshot is made again for what was forbidden since. */
const MOST_MAKING = 1 / 4;

/** How old is what was read at a block, as a part of what consents may be. */
async function ageOf({ chain, follower }: TrainerComponents, block: number): Promise<number> {
  const [{ timestamp }, { maxConsentAge }] = await Promise.all([
    chain.client.getBlock({ blockNumber: BigInt(block) }),
    chain.read({ contract: 'modelRegistry', functionName: 'settings' }),
  ]);
  return Number(follower.head().timestamp - timestamp) / maxConsentAge;
}

function toNullWhenOvertaken(error: unknown): null {
  if (isRefusedWith(error, OVERTAKEN)) return null;
  throw error;
}

/** Waits until transactions that were sent before a crash are mined and folded, so that their effect is seen. */
async function seeEverything({ chain, follower }: TrainerComponents, signal: AbortSignal): Promise<void> {
  const { client, account } = chain;
  const count = (blockTag: 'latest' | 'pending') => client.getTransactionCount({ address: account.address, blockTag });
  while ((await count('pending')) > (await count('latest'))) await sleep(200, undefined, { signal });
  await follower.caughtUp({ signal });
}
