import { setTimeout as sleep } from 'node:timers/promises';
import { toContentUri } from '../../../protocol/contentUri.ts';
import type { Snapshot } from '../../../protocol/corpus/snapshot.ts';
import { isRefusedWith, type Refusals } from '../../chain/refusals.ts';
import type { RunRecord } from '../../journal/runs.ts';
import type { Registry } from '../../models/publish/registry.ts';
import type { OpenedRun } from '../../models/runFold.ts';
import { waitsForRun } from '../../models/waitsForRun.ts';
import type { RunEvent, TrainerComponents, TrainerOptions } from './components.ts';
import { decodeOutcome, encodeOutcome, publishCard, registerCard } from './publish.ts';
import { readPolicy } from './readPolicy.ts';
import type { Snapshots } from './snapshots.ts';
import { findRefused, train } from './train.ts';

export type AdvanceContext = {
  readonly components: TrainerComponents;
  readonly registry: Registry;
  readonly snapshots: Snapshots;
  readonly options: TrainerOptions;
  readonly signal: AbortSignal;
};

const NEW = { state: 'opening', runId: null, seed: null, outcome: null, card: null, modelId: null } as const;
/** Refusals of what came too late: another mixture is in force or has its run, or the consents that were read are too old. */
const OVERTAKEN = { modelRegistry: ['MixtureMismatch', 'ConsentStale', 'PolicyHasRun'] } satisfies Refusals;

/** Whether a policy has a run of somebody else that was verified, or still may be, or that followed this node's: then there is nothing to train. */
export async function isTaken(components: TrainerComponents, policyId: number): Promise<boolean> {
  const { operatorId, runs } = components;
  const opened = runs.ofPolicy(policyId);
  if (opened.length === 0 || opened.at(-1)?.operatorId === operatorId) return false;
  // An operator opens one run of a policy, and one that others followed ends no more.
  if (opened.some((run) => run.operatorId === operatorId)) return true;
  return !(await waitsForRun(components, policyId));
}

/** Starts the record of a run: makes its snapshot, or takes the one of a run that is on chain already. */
export async function beginRun(context: AdvanceContext, policyId: number): Promise<RunRecord> {
  const { components, registry } = context;
  const known = registry.ownRuns().find((run) => run.policyId === policyId);
  if (known) return { ...NEW, policyId, snapshot: known.snapshotRoot };
  const snapshot = await prepareWithPatience(context, policyId);
  await components.storage.put(snapshot.block.bytes, 'dag-cbor');
  await components.storage.put(snapshot.consent.bytes, 'dag-cbor');
  await components.pin([snapshot.block.cid, snapshot.consent.cid], { signal: context.signal });
  const { eligible, excluded } = snapshot;
  components.onEvent?.({ step: 'snapshot', policyId, eligible: eligible.length, excluded: excluded.length });
  return { ...NEW, policyId, snapshot: snapshot.root };
}

/** How often texts that cannot be read are asked for before a snapshot leaves them out. */
const TRIES = 3;

/** Makes a snapshot. Verifiers look into each text that it calls unavailable, so that none is given up at once. */
async function prepareWithPatience(
  { components, snapshots, options, signal }: AdvanceContext,
  policyId: number,
): Promise<Snapshot> {
  const policy = await readPolicy(components, policyId);
  for (let tries = 1; ; tries++) {
    const { snapshot } = await snapshots.prepare(policy, signal);
    if (tries === TRIES || snapshot.manifest.unavailable.length === 0) return snapshot;
    await sleep(options.retryMs, undefined, { signal });
  }
}

/** Takes a run one step on; null when its policy or its view of consents was overtaken before it was opened. */
export async function advanceRun(context: AdvanceContext, record: RunRecord): Promise<RunRecord | null> {
  const { components, registry, snapshots, options, signal } = context;
  const emit = (event: RunEvent) => components.onEvent?.(event);
  const { policyId } = record;
  if (record.state === 'opening') return openRecord(context, record);
  if (record.state === 'opened') {
    const runId = Number(record.runId);
    const seed = await registry.drawSeed(runId, { signal });
    emit({ step: 'seeded', policyId, runId });
    return { ...record, state: 'seeded', seed };
  }
  if (record.state === 'published') {
    const registering = registerCard({ ...components, registry }, { card: record.card ?? '', signal });
    const modelId = await registering.catch(toNullWhenOvertaken);
    if (modelId === null) return null;
    emit({ step: 'registered', policyId, runId: Number(record.runId), modelId });
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
  const run = registry.ownRuns().find((each) => each.runId === record.runId) as OpenedRun;
  const outcome = decodeOutcome(record.outcome ?? '');
  const { card, pins } = await publishCard(components, { ...restored, run, seed, shares, outcome, signal });
  emit({ step: 'published', policyId, card: card.toString(), pins });
  return { ...record, state: 'published', card: card.toString() };
}

/** Opens a run on chain, or finds the one that an earlier life of this node opened. */
async function openRecord(context: AdvanceContext, record: RunRecord): Promise<RunRecord | null> {
  const { components, registry, snapshots, signal } = context;
  const { chain, follower, runs, storage, base } = components;
  await waitForPending(chain, signal);
  await follower.caughtUp({ signal });
  const known = findRun(registry.ownRuns(), record);
  if (!known && runs.currentPolicy() !== record.policyId) return null;
  const open = async () => {
    const { snapshot } = await snapshots.restore(record.snapshot, signal);
    if (await isOvertaken(components, snapshot)) return null;
    await storage.put(snapshot.block.bytes, 'dag-cbor');
    return registry.openRun({
      baseModelId: await registry.ensureBase(base.weightsHash, base.uri),
      policyId: record.policyId,
      snapshotRoot: snapshot.root,
      consentRoot: snapshot.manifest.consentRoot,
      consentHead: snapshot.manifest.consentHead,
      uri: toContentUri(snapshot.block.cid),
    });
  };
  const run = known ?? (await open().catch(toNullWhenOvertaken));
  if (!run) return null;
  components.onEvent?.({ step: 'opened', policyId: run.policyId, runId: run.runId });
  return { ...record, state: 'opened', policyId: run.policyId, runId: run.runId, snapshot: run.snapshotRoot };
}

/** A snapshot is made again when somebody forbade a text of it since, or when its block is older than consents may be. */
async function isOvertaken(components: TrainerComponents, snapshot: Snapshot): Promise<boolean> {
  const { chain, follower } = components;
  const [{ timestamp }, { maxConsentAge }, refused] = await Promise.all([
    chain.client.getBlock({ blockNumber: BigInt(snapshot.manifest.block) }),
    chain.read({ contract: 'modelRegistry', functionName: 'settings' }),
    findRefused(components, snapshot),
  ]);
  return refused.length > 0 || follower.head().timestamp - timestamp > BigInt(maxConsentAge);
}

function toNullWhenOvertaken(error: unknown): null {
  if (isRefusedWith(error, OVERTAKEN)) return null;
  throw error;
}

/** A run of the same policy wins even when its snapshot is another: there is never a second one. */
function findRun(runs: readonly OpenedRun[], { policyId, snapshot }: RunRecord): OpenedRun | undefined {
  return runs.find((run) => run.snapshotRoot === snapshot) ?? runs.find((run) => run.policyId === policyId);
}

/** Waits until transactions that were sent before a crash are mined, so that their effect is seen. */
async function waitForPending({ client, account }: TrainerComponents['chain'], signal: AbortSignal): Promise<void> {
  const count = (blockTag: 'latest' | 'pending') => client.getTransactionCount({ address: account.address, blockTag });
  while ((await count('pending')) > (await count('latest'))) await sleep(200, undefined, { signal });
}
