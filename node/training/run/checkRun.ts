import { bytesToHex, type Hex } from 'viem';
import { type AdapterCard, decodeCard } from '../../../protocol/blocks/adapterCard.ts';
import { encodeBlock } from '../../../protocol/blocks/block.ts';
import type { Verdict } from '../../../protocol/blocks/verdictList.ts';
import { fromContentUri } from '../../../protocol/contentUri.ts';
import { barredAt } from '../../../protocol/corpus/bars.ts';
import { findCardDifference } from '../../../protocol/corpus/cardDifference.ts';
import { type ConsentAt, findObjection, foldConsent } from '../../../protocol/corpus/consent.ts';
import { drawRun } from '../../../protocol/corpus/drawRun.ts';
import type { Snapshot } from '../../../protocol/corpus/snapshot.ts';
import type { RegisteredAdapter, RegisteredModels } from '../../models/modelFold.ts';
import type { OpenedRun, TrainingRuns } from '../../models/runFold.ts';
import type { TrainerComponents } from './components.ts';
import { readPolicy, type VotedPolicy } from './readPolicy.ts';
import { restoreSnapshot, SnapshotLostError, type SnapshotParts } from './snapshots.ts';

export type CheckRunComponents = SnapshotParts &
  Pick<TrainerComponents, 'follower'> & {
    readonly chain: Pick<TrainerComponents['chain'], 'read'>;
    readonly runs: Pick<TrainingRuns, 'find' | 'seedOf'>;
    readonly models: Pick<RegisteredModels, 'adapterOfRun'>;
  };

/** What a verifier says of a run. */
export type RunJudgement = { readonly verdict: Verdict; readonly reason: string };

/** Recomputes a run from chain and blocks. What cannot be read is no fault: that is inconclusive. */
export type CheckRun = (runId: number, signal: AbortSignal) => Promise<RunJudgement>;

/** Creates what recomputes runs of other operators: snapshot, list, attribution and the digests of what came of them. */
export function createCheckRun(components: CheckRunComponents): CheckRun {
  const { runs, models, storage, follower } = components;
  return async (runId, signal) => {
    await follower.caughtUp({ signal });
    const run = runs.find(runId);
    const seed = runs.seedOf(runId);
    const adapter = models.adapterOfRun(runId);
    if (!run || !seed || !adapter) return inconclusive('the chain does not show the run');
    try {
      const card = decodeCard(await storage.get(fromContentUri(adapter.uri), { signal }));
      const { snapshot, consent } = await restoreSnapshot(components, { root: run.snapshotRoot, signal });
      const policy = await readPolicy(components, run.policyId);
      const fault =
        findRootFault(run, snapshot) ??
        findPlanFault(policy, snapshot) ??
        (await findAgeFault(components, run, snapshot)) ??
        findCardFault(run, card) ??
        findRefusalFault(components, card, snapshot) ??
        findListFault({ adapter, card, snapshot, consent, seed, shares: policy.shares }) ??
        (await findWeightsFault(components, adapter, card, signal));
      return fault ? { verdict: 'FAIL', reason: fault } : { verdict: 'PASS', reason: 'everything agrees' };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SnapshotLostError) return { verdict: 'FAIL', reason: 'another snapshot comes out' };
      return inconclusive(error instanceof Error ? error.message : String(error));
    }
  };
}

function inconclusive(reason: string): RunJudgement {
  return { verdict: 'INCONCLUSIVE', reason };
}

function findRootFault(run: OpenedRun, snapshot: Snapshot): string | null {
  if (snapshot.consent.digest !== run.consentRoot) return 'the consent root is of other consents';
  return snapshot.manifest.consentHead === run.consentHead
    ? null
    : 'the snapshot saw other consents than the run names';
}

function findPlanFault({ plan }: VotedPolicy, { manifest }: Snapshot): string | null {
  return encodeBlock(plan).digest === encodeBlock(manifest.plan).digest
    ? null
    : 'the plan is not the one that was voted';
}

/** Logs and consents must be read about when the run was opened: an old block leaves out what came since. */
async function findAgeFault(
  { chain }: CheckRunComponents,
  { runId }: OpenedRun,
  { manifest }: Snapshot,
): Promise<string | null> {
  const [{ openedAt }, { maxConsentAge }, { timestamp }] = await Promise.all([
    chain.read({ contract: 'modelRegistry', functionName: 'run', args: [BigInt(runId)] }),
    chain.read({ contract: 'modelRegistry', functionName: 'settings' }),
    chain.client.getBlock({ blockNumber: BigInt(manifest.block) }),
  ]);
  return openedAt - Number(timestamp) > maxConsentAge ? 'the snapshot is of an old block' : null;
}

function findCardFault(run: OpenedRun, card: AdapterCard): string | null {
  return card.runId !== run.runId || card.policyId !== run.policyId ? 'the card is of another run' : null;
}

/** Every deposit that was left out after the snapshot must be one that somebody forbade; a hold may have ended since. */
function findRefusalFault(
  { follower, consents, restrictions }: CheckRunComponents,
  { refused }: AdapterCard,
  { cores }: Snapshot,
): string | null {
  const { number } = follower.head();
  const everBarred = barredAt(
    restrictions.upTo(number).filter(({ until }) => until > 0),
    0,
  );
  const consent = foldConsent(cores, consents.upTo(number), everBarred);
  const allowed = refused.find(({ id }) => !findObjection(id, { cores, consent, purpose: 'training' }));
  return allowed ? `${allowed.id} was left out, and nobody forbade it` : null;
}

type ListClaim = {
  readonly adapter: RegisteredAdapter;
  readonly card: AdapterCard;
  readonly snapshot: Snapshot;
  readonly consent: ConsentAt;
  readonly seed: Hex;
  readonly shares: Readonly<Record<string, number>>;
};

function findListFault({ adapter, card, snapshot, consent, seed, shares }: ListClaim): string | null {
  const refused = new Set(card.refused.map(({ id }) => id));
  const drawn = drawRun({ snapshot, shares, seed, refused });
  if (drawn.listRoot !== adapter.listRoot) return 'another list is drawn';
  if (drawn.attribution.root !== adapter.attributionRoot) return 'the list is owed to others';
  const { evaluationHash } = adapter;
  const difference = findCardDifference({ card, evaluationHash, seed, snapshot, consent, drawn });
  return difference && `${difference.subject} is another one`;
}

async function findWeightsFault(
  { storage }: CheckRunComponents,
  { weightsHash }: RegisteredAdapter,
  { weights }: AdapterCard,
  signal: AbortSignal,
): Promise<string | null> {
  if (bytesToHex(weights.multihash.digest) !== weightsHash) return 'the card links to other weights';
  await storage.get(weights, { signal });
  return null;
}
