import type { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import { type AdapterCard, decodeCard } from '../../../protocol/blocks/adapterCard.ts';
import type { Verdict } from '../../../protocol/blocks/verdictList.ts';
import { fromContentUri } from '../../../protocol/contentUri.ts';
import { barredAt } from '../../../protocol/corpus/bars.ts';
import { findCardDifference } from '../../../protocol/corpus/cardDifference.ts';
import { findConsentDifference } from '../../../protocol/corpus/consentDuringRun.ts';
import { type Difference, findDifference } from '../../../protocol/corpus/difference.ts';
import { type DrawnRun, drawRun } from '../../../protocol/corpus/drawRun.ts';
import {
  describeLearning,
  drawOrder,
  type LearningCheck,
  namedIn,
  type Seat,
} from '../../../protocol/corpus/learning.ts';
import { findLogCuts, findUnanchored, type LogCut, toDifference } from '../../../protocol/corpus/logCuts.ts';
import { firstAnchors, type Snapshot } from '../../../protocol/corpus/snapshot.ts';
import {
  depositsOf,
  findFalseFinding,
  findOtherResemblances,
  listFindings,
  type TextFinding,
} from '../../../protocol/corpus/textFindings.ts';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { toDepositId } from '../../../protocol/manifest/identifier.ts';
import { inTurns } from '../../inTurns.ts';
import type { RegisteredAdapter, RegisteredModels } from '../../models/modelFold.ts';
import type { OpenedRun, TrainingRuns } from '../../models/runFold.ts';
import { within } from '../../within.ts';
import { collectTexts } from './collectTexts.ts';
import type { Shares, TrainerComponents } from './components.ts';
import { readPolicy } from './readPolicy.ts';
import { type DecidedSnapshot, restoreSnapshot, SnapshotLostError, type SnapshotParts } from './snapshots.ts';
import { depositsRead } from './tokenise.ts';

export type CheckRunComponents = SnapshotParts &
  Pick<TrainerComponents, 'follower' | 'heads' | 'requestKeys'> & {
    readonly chain: Pick<TrainerComponents['chain'], 'chainId' | 'read'>;
    readonly runs: Pick<TrainingRuns, 'find' | 'seedOf' | 'seededAt'>;
    readonly models: Pick<RegisteredModels, 'adapterOfRun'>;
    readonly checkLearning: LearningCheck;
    /** Segments and registers that this verifier does again; a panel sees more than each of its seats. */
    readonly mostReplayed: number;
  };

/** What a verifier says of a run. */
export type RunJudgement = { readonly verdict: Verdict; readonly reason: string };

export type CheckRunOptions = {
  /** What the beacon drew for the audit. */
  readonly seed: Hex;
  /** Where this verifier sits: each does other parts of a run again. */
  readonly seat?: Seat | undefined;
  /** What verifiers before found false, in their words; it is looked into first. */
  readonly disputed?: readonly string[];
  readonly signal: AbortSignal;
};

/** Recomputes a run from chain, blocks and texts. What cannot be read is no fault: that is inconclusive. */
export type CheckRun = (runId: number, options: CheckRunOptions) => Promise<RunJudgement>;

/** What one verifier looks into of all that a trainer says of texts. */
const MOST_FINDINGS = 16;
/** Up to so many texts and bytes are compared with each other again, so that no resemblance can have been kept quiet. */
const MOST_COMPARED = { texts: 512, bytes: 2 ** 25 };
/** How long one block is waited for, so that a missing one ends in a finding and not in silence. */
const BLOCK_MS = 60_000;

/** Creates what recomputes runs of other operators: snapshot, list, attribution, card, excuses, and parts of the training. */
export function createCheckRun(components: CheckRunComponents): CheckRun {
  const { runs, models, storage, follower } = components;
  return async (runId, { seed: lot, seat, disputed = [], signal }) => {
    await follower.caughtUp({ signal });
    const run = runs.find(runId);
    const seed = runs.seedOf(runId);
    const adapter = models.adapterOfRun(runId);
    if (!run || !seed || !adapter) return inconclusive('the chain does not show the run');
    try {
      const fetch = (cid: CID) => within(BLOCK_MS, signal, (ended) => storage.get(cid, { signal: ended }));
      const card = decodeCard(await fetch(fromContentUri(adapter.uri)));
      const restored = await restoreSnapshot(components, { root: run.snapshotRoot, signal });
      const { snapshot } = restored;
      const refused = new Set(card.refused.map(({ id }) => id));
      const { shares, plan } = await readPolicy(components, run.policyId);
      const drawn = drawRun({ snapshot, shares, seed, refused });
      const claim: Claim = { ...restored, run, seed, adapter, card, drawn, shares, lot, seat, disputed, fetch, signal };
      const fault =
        findRootFault(claim) ??
        findDifference('the plan that was voted', plan, snapshot.manifest.plan) ??
        (await findAgeFault(components, claim)) ??
        (await findLogFault(components, claim)) ??
        (await findConsentFault(components, claim)) ??
        (await findListFault(components, claim));
      if (fault) return fail(fault);
      return await judgeLearning(components, claim);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SnapshotLostError) return fail(error.difference);
      return inconclusive(error instanceof Error ? error.message : String(error));
    }
  };
}

/** A run, what its operator says of it, and what follows from chain and logs. */
type Claim = DecidedSnapshot & {
  readonly run: OpenedRun;
  readonly seed: Hex;
  readonly adapter: RegisteredAdapter;
  readonly card: AdapterCard;
  readonly drawn: DrawnRun;
  readonly shares: Shares;
  readonly lot: Hex;
  readonly seat: Seat | undefined;
  readonly disputed: readonly string[];
  readonly fetch: (cid: CID) => Promise<Uint8Array>;
  readonly signal: AbortSignal;
};

function inconclusive(reason: string): RunJudgement {
  return { verdict: 'INCONCLUSIVE', reason };
}

function fail({ subject, expected, found }: Difference): RunJudgement {
  return { verdict: 'FAIL', reason: `${subject}: ${expected} was expected, not ${found}` };
}

function findRootFault({ run, snapshot }: Claim): Difference | null {
  const { consentRoot, consentHead } = run;
  const expected = { consentRoot: snapshot.consent.digest, consentHead: snapshot.manifest.consentHead };
  return findDifference('the run on chain', expected, { consentRoot, consentHead });
}

/** Logs and consents must be read about when the run was opened: an old block leaves out what came since. */
async function findAgeFault(
  { chain }: CheckRunComponents,
  { run: { runId }, snapshot: { manifest } }: Claim,
): Promise<Difference | null> {
  const [{ openedAt }, { maxConsentAge }, { timestamp }] = await Promise.all([
    chain.read({ contract: 'modelRegistry', functionName: 'run', args: [BigInt(runId)] }),
    chain.read({ contract: 'modelRegistry', functionName: 'settings' }),
    chain.client.getBlock({ blockNumber: BigInt(manifest.block) }),
  ]);
  const age = openedAt - Number(timestamp);
  if (age <= maxConsentAge) return null;
  return { subject: 'age of the snapshot', expected: `at most ${maxConsentAge} s`, found: `${age} s` };
}

/**
 * A log that was cut is a fault where we had read what was cut off before the snapshot was made. Whoever keeps a log could
 * hold it back until then, and make liars of all trainers: where we read it later, nobody can tell.
 */
async function findLogFault(
  { chain, heads, readLogs }: CheckRunComponents,
  { snapshot: { manifest }, signal }: Claim,
): Promise<Difference | null> {
  const toBlock = BigInt(manifest.block);
  const anchored = heads.upTo(toBlock);
  const logs = new Map((await readLogs({ toBlock, signal })).map((log) => [log.logId, log]));
  const unanchored = findUnanchored(manifest.logs, anchored);
  const cuts = findLogCuts(manifest.logs, anchored).filter(
    ({ logId, newest }) => (logs.get(logId)?.size ?? 0) >= newest,
  );
  if (unanchored || cuts.length === 0) return unanchored;
  const { timestamp } = await chain.client.getBlock({ blockNumber: toBlock });
  const known = cuts.find(({ logId, used }) => (logs.get(logId)?.sizeAt(Number(timestamp)) ?? 0) > used);
  if (known) return toDifference(known);
  throw new HeldBackError(cuts[0] as LogCut);
}

/** What was forbidden must not have been read, what was left out must have been forbidden, and the trainer must have looked late. */
async function findConsentFault(
  { chain, runs, consents, restrictions }: CheckRunComponents,
  { run, snapshot, adapter, card, drawn }: Claim,
): Promise<Difference | null> {
  const timeOf = async (block: number) =>
    Number((await chain.client.getBlock({ blockNumber: BigInt(block) })).timestamp);
  const [{ maxConsentAge }, closedAt, readAt] = await Promise.all([
    chain.read({ contract: 'modelRegistry', functionName: 'settings' }),
    timeOf(adapter.block),
    timeOf(Math.min(card.consents.block, adapter.block)),
  ]);
  const [block, closed] = [BigInt(card.consents.block), BigInt(adapter.block)];
  // A hold may have ended since, so that any that there was by then is reason enough.
  const ever = restrictions.upTo(closed).filter(({ until }) => until > 0);
  const during = {
    ...{ cores: snapshot.cores, events: consents.upTo(closed), maxConsentAge },
    snapshotBlock: BigInt(snapshot.manifest.block),
    seededBlock: BigInt(runs.seededAt(run.runId) ?? adapter.block),
    closed: { block: closed, time: closedAt },
    read: { block, time: readAt, barred: barredAt(restrictions.upTo(block), readAt) },
    everBarred: barredAt(ever, 0),
  };
  return findConsentDifference(during, { ...card, used: depositsRead(drawn) });
}

/** List, attribution, card and its Markdown follow from the snapshot and the seed. */
async function findListFault({ chain }: CheckRunComponents, claim: Claim): Promise<Difference | null> {
  const { run, seed, adapter, card, snapshot, consent, drawn, fetch } = claim;
  const otherChain = findDifference('chain of the snapshot', chain.chainId, snapshot.manifest.chainId);
  if (otherChain) return otherChain;
  const { listRoot, attributionRoot } = adapter;
  const roots = { listRoot: drawn.listRoot, attributionRoot: drawn.attribution.root };
  const otherRoots = findDifference('the adapter on chain', roots, { listRoot, attributionRoot });
  if (otherRoots) return otherRoots;
  const { weightsHash } = await chain.read({
    contract: 'modelRegistry',
    functionName: 'model',
    args: [BigInt(run.baseModelId)],
  });
  const { runId, policyId, operatorId, baseModelId } = run;
  const facts = { chainId: chain.chainId, run: { runId, policyId, operatorId, seed }, snapshot, consent, drawn };
  const base = { modelId: baseModelId, weightsHash };
  const difference = findCardDifference({ ...facts, base, card, adapter });
  if (difference) return difference;
  const weights = await fetch(card.weights);
  return findDifference('bytes of the weights', card.weightsBytes, weights.byteLength);
}

/** Opens the texts, looks into what the snapshot says of them, and does parts of the training again. */
async function judgeLearning(components: CheckRunComponents, claim: Claim): Promise<RunJudgement> {
  const { snapshot, card, drawn, shares, lot, seat, disputed, fetch, signal } = claim;
  const { cores, root, manifest } = snapshot;
  const findings = listFindings(manifest);
  const named = namedIn(disputed, [...new Set(findings.map(({ id }) => id))]);
  const looked = drawOrder(lot, findings.length, { seat, isFirst: (i) => named.has(findings[i]?.id ?? '') })
    .slice(0, MOST_FINDINGS)
    .map((i) => findings[i] as TextFinding);
  const compared = listCompared(snapshot, shares);
  const bytes = compared.reduce((sum, id) => sum + (cores.get(id)?.bytes ?? 0), 0);
  const isSmall = compared.length <= MOST_COMPARED.texts && bytes <= MOST_COMPARED.bytes;
  const wanted = [...depositsRead(drawn), ...looked.flatMap(depositsOf), ...(isSmall ? compared : [])];
  const ids = [...new Set(wanted)].sort();
  const { texts, missing } = await collectTexts(components, { ids, cores, snapshot: root, signal });
  const opened = { texts, anchors: await readAnchors(components, claim) };
  for (const finding of looked) {
    const falsehood = await inTurns(findFalseFinding(finding, opened));
    if (falsehood) return fail(falsehood);
  }
  const isAllOpen = isSmall && compared.every((id) => texts.has(id));
  const other = isAllOpen ? await inTurns(findOtherResemblances(manifest, compared, opened)) : null;
  if (other) return fail(other);
  const sight = { texts, fetch, most: components.mostReplayed, lot, seat, disputed, signal };
  const learning = await components.checkLearning({ card, drawn, cores }, sight);
  if (learning.difference) return fail(learning.difference);
  const words = `the list agrees; ${describeLearning(learning)}`;
  // A verifier vouches for a run only if it saw some of it being learnt.
  if (learning.replayed.length > 0) return { verdict: 'PASS', reason: words };
  const [first] = missing;
  return inconclusive(first ? `${words}; ${missing.length} texts are missing: ${first.reason}` : words);
}

/** The deposits whose texts a trainer compares: all that it may use in registers that the vote gives weight. */
function listCompared({ manifest, cores }: Snapshot, shares: Shares): readonly string[] {
  const all = [...manifest.deposits, ...manifest.nearDuplicates].map(({ id }) => toDepositId(id));
  return all.filter((id) => (shares[cores.get(id)?.register ?? ''] ?? 0) > 0);
}

async function readAnchors({ heads, readLogs }: CheckRunComponents, { snapshot, signal }: Claim) {
  const { block, logs: used } = snapshot.manifest;
  const toBlock = BigInt(block);
  const sizes = new Map(used.map(({ logId, size }) => [logId, size]));
  const logs = (await readLogs({ toBlock, signal })).map((log) => ({
    ...log,
    entries: log.entries.filter(({ position }) => position < (sizes.get(log.logId) ?? 0)),
  }));
  return firstAnchors(logs, heads.upTo(toBlock));
}

/** A log can be read further than a snapshot went, and this node did not see whether it could be then. */
class HeldBackError extends BaseError {
  override readonly name = 'HeldBackError';
  override readonly kind = 'unavailable';
  constructor({ logId, used, newest }: LogCut) {
    super(`end of log ${logId}: ${newest} leaves can be read, and the snapshot stopped at ${used}.`, {
      hint: 'Whether they could be read when it was made cannot be told here.',
    });
  }
}
