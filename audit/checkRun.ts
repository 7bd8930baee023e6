import { encodeAbiParameters, type Hex, keccak256, sha256 } from 'viem';
import type { ChainEvent, EventArgs } from '../protocol/abi/calls.ts';
import { type AdapterCard, decodeCard } from '../protocol/blocks/adapterCard.ts';
import { decodeBatchList } from '../protocol/blocks/batchList.ts';
import { fromContentUri } from '../protocol/contentUri.ts';
import { barredAt } from '../protocol/corpus/bars.ts';
import { findCardDifference } from '../protocol/corpus/cardDifference.ts';
import { findConsentDifference } from '../protocol/corpus/consentDuringRun.ts';
import type { Difference } from '../protocol/corpus/difference.ts';
import { type DrawnRun, drawRun, listRoot } from '../protocol/corpus/drawRun.ts';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { beaconSeed } from '../protocol/work/beaconSeed.ts';
import { checkTraining, type Replay } from './checkTraining.ts';
import { readBars } from './readBars.ts';
import { type RebuiltSnapshot, rebuildSnapshot } from './rebuildSnapshot.ts';
import { DifferenceError, type Ledger } from './report.ts';
import type { AuditSource } from './source.ts';

type Adapter = EventArgs<'modelRegistry', 'AdapterRegistered'>;
type OpenedRun = ChainEvent<'modelRegistry', 'RunOpened'>;

export type RunAudit = {
  readonly modelId: number;
  /** Without it the list and the card are recomputed, and not the training. */
  readonly replay?: Replay | undefined;
};

/** What an audit says of a run whose training was not done again. */
const LIST_ONLY = 'the list and the card agree; weights and losses were not recomputed';

/**
 * Recomputes a run from what a stranger can see, and its training from the texts that the caller may read. Gives in words how
 * far that went. @throws DifferenceError at the first difference
 */
export async function checkRun(source: AuditSource, { modelId, replay }: RunAudit, ledger: Ledger): Promise<string> {
  const contract = 'modelRegistry';
  const named = { modelId: BigInt(modelId) };
  const registered = await source.events({ contract, eventName: 'AdapterRegistered', args: named });
  const [made] = registered;
  if (!made) throw new UnknownAdapterError(modelId);
  const { args: adapter, blockNumber: closed } = made;
  const { runId } = adapter;
  const opened = await source.events({ contract, eventName: 'RunOpened', args: { runId } });
  const run = firstOf(opened, `RunOpened of ${runId}`);
  const { seed, block: seeded } = await checkSeed(source, run, ledger);
  const card = decodeCard(await source.fetch(fromContentUri(adapter.uri)));
  ledger.expectEqual('run named by the card', { expected: run.args.runId, found: card.runId });
  const snapshot = await rebuildSnapshot(source, run.args, ledger);
  await checkPlan(source, { opened: run, snapshot }, ledger);
  const shares = await readShares(source, run.args.policyId);
  const refused = new Set(card.refused.map(({ id }) => id));
  const drawn = drawRun({ snapshot, shares, seed, refused });
  const claim: Claim = { adapter, card, drawn, snapshot, run: run.args, seed };
  await checkConsent(source, claim, { seeded, closed }, ledger);
  await checkList(source, claim, ledger);
  await checkCard(source, claim, ledger);
  const weights = await source.fetch(card.weights);
  ledger.expectEqual('sha256 of the weights', { expected: adapter.weightsHash, found: sha256(weights) });
  ledger.expectEqual('bytes of the weights', { expected: card.weightsBytes, found: weights.byteLength });
  if (!replay) {
    ledger.skip('training', 'not done again: --replay does');
    return LIST_ONLY;
  }
  return `the list and the card agree; ${await checkTraining(source, { ...claim, shares, replay }, ledger)}`;
}

/** A run, what its operator says of it, and what follows from chain and logs. */
type Claim = {
  readonly adapter: Adapter;
  readonly card: AdapterCard;
  readonly drawn: DrawnRun;
  readonly snapshot: RebuiltSnapshot;
  readonly run: OpenedRun['args'];
  readonly seed: Hex;
};

function firstOf<T>([event]: readonly T[], subject: string): T {
  if (!event) throw new DifferenceError(subject, 'one event', 'none');
  return event;
}

function refute(difference: Difference | null): void {
  if (difference) throw new DifferenceError(difference.subject, difference.expected, difference.found);
}

async function readShares(source: AuditSource, policyId: bigint): Promise<Record<string, number>> {
  const registers = await source.read({ contract: 'mixturePolicy', functionName: 'registers' });
  const policy = { contract: 'mixturePolicy', functionName: 'policy', args: [policyId] } as const;
  const shares = await source.read(policy);
  return Object.fromEntries(registers.map((register, i) => [register, Number(shares[i] ?? 0)]));
}

/** The plan must be the voted one, and logs and consents be read about when the run was opened. */
async function checkPlan(
  source: AuditSource,
  { opened, snapshot: { manifest } }: { readonly opened: OpenedRun; readonly snapshot: RebuiltSnapshot },
  ledger: Ledger,
): Promise<void> {
  const { policyId } = opened.args;
  const [voted, { maxConsentAge }, openedAt, readAt] = await Promise.all([
    source.read({ contract: 'mixturePolicy', functionName: 'planOf', args: [policyId] }),
    source.read({ contract: 'modelRegistry', functionName: 'settings' }),
    source.blockTime(opened.blockNumber),
    source.blockTime(BigInt(manifest.block)),
  ]);
  const describe = ({ budget, epochCap, capBp, heldOutOneIn, samplerVersion }: typeof voted) =>
    `${budget} bytes, ${epochCap} epochs, cap ${capBp} bp, 1 in ${heldOutOneIn} held out, sampler ${samplerVersion}`;
  ledger.expectEqual('plan', { expected: describe(voted), found: describe(manifest.plan) });
  const age = openedAt - readAt;
  if (age > maxConsentAge) throw new DifferenceError('age of the snapshot', `at most ${maxConsentAge} s`, `${age} s`);
}

/** The seed must come from the first round of the beacon that began after the snapshot was fixed. */
async function checkSeed(
  source: AuditSource,
  { args: run, blockNumber }: OpenedRun,
  ledger: Ledger,
): Promise<{ readonly seed: Hex; readonly block: bigint }> {
  const args = { runId: run.runId };
  const seeds = await source.events({ contract: 'modelRegistry', eventName: 'RunSeeded', args });
  const seeded = firstOf(seeds, `RunSeeded of ${run.runId}`);
  const { seed } = seeded.args;
  const length = await source.read({ contract: 'beacon', functionName: 'roundLength' });
  const round = Math.floor((await source.blockTime(blockNumber)) / length) + 1;
  const [revealed, closed] = await Promise.all([
    source.events({ contract: 'beacon', eventName: 'Revealed', args: { round } }),
    source.events({ contract: 'beacon', eventName: 'RoundClosed', args: { round } }),
  ]);
  const value = beaconSeed(round, { reveals: revealed.map((each) => each.args), closed: closed[0]?.args.value });
  if (!value) throw new DifferenceError(`round ${round} of the beacon`, 'a value', 'none');
  const values = [value, run.runId, run.snapshotRoot, run.policyId] as const;
  const types = [{ type: 'bytes32' }, { type: 'uint256' }, { type: 'bytes32' }, { type: 'uint256' }] as const;
  ledger.expectEqual('seed', { expected: keccak256(encodeAbiParameters(types, values)), found: seed });
  return { seed, block: seeded.blockNumber };
}

/** What was forbidden must not have been read, what was left out must have been forbidden, and the trainer must have looked late. */
async function checkConsent(
  source: AuditSource,
  { snapshot, card, drawn }: Claim,
  { seeded, closed }: { readonly seeded: bigint; readonly closed: bigint },
  { note }: Ledger,
): Promise<void> {
  const contract = 'consentRegistry';
  const block = BigInt(card.consents.block);
  const [withdrawals, tierChanges, ever, { maxConsentAge }, closedAt, readAt] = await Promise.all([
    source.events({ contract, eventName: 'Withdrawn', toBlock: closed }),
    source.events({ contract, eventName: 'TierChanged', toBlock: closed }),
    readBars(source, { toBlock: closed }),
    source.read({ contract: 'modelRegistry', functionName: 'settings' }),
    source.blockTime(closed),
    source.blockTime(block < closed ? block : closed),
  ]);
  const during = {
    ...{ cores: snapshot.cores, events: { withdrawals, tierChanges }, maxConsentAge },
    ...{ snapshotBlock: BigInt(snapshot.manifest.block), seededBlock: seeded },
    closed: { block: closed, time: closedAt },
    read: { block, time: readAt, barred: barredAt(await readBars(source, { toBlock: block }), readAt) },
    // A hold may have ended since, so that any that there was by then is reason enough.
    everBarred: barredAt(
      ever.filter(({ until }) => until > 0),
      0,
    ),
  };
  const used = [...new Set([...drawn.rows.map(({ id }) => id), ...[...drawn.heldOut.values()].flat()])];
  refute(findConsentDifference(during, { ...card, used }));
  const read = `allow ${used.length} deposits read; ${card.refused.length} left out`;
  note('consents at training', `${closedAt - readAt} s before the adapter, ${read}`);
}

async function checkList(source: AuditSource, { adapter, card, drawn }: Claim, { expectEqual }: Ledger): Promise<void> {
  const published = decodeBatchList(await source.fetch(card.list.cid));
  const differing = drawn.rows.findIndex((row, i) => JSON.stringify(row) !== JSON.stringify(published[i]));
  if (differing >= 0 || published.length !== drawn.rows.length) {
    const at = differing < 0 ? drawn.rows.length : differing;
    const show = (row: unknown) => JSON.stringify(row ?? null);
    throw new DifferenceError(`row ${at} of the batch list`, show(drawn.rows[at]), show(published[at]));
  }
  expectEqual('list root', { expected: listRoot(drawn.rows), found: adapter.listRoot });
  expectEqual('attribution root', { expected: drawn.attribution.root, found: adapter.attributionRoot });
}

async function checkCard(source: AuditSource, claim: Claim, ledger: Ledger): Promise<void> {
  const { chainId } = await source.domain();
  const { card, adapter, snapshot, drawn, seed, run } = claim;
  const model = { contract: 'modelRegistry', functionName: 'model', args: [run.baseModelId] } as const;
  const { weightsHash } = await source.read(model);
  ledger.expectEqual('chain of the snapshot', { expected: chainId, found: snapshot.manifest.chainId });
  const [runId, policyId, operatorId] = [Number(run.runId), Number(run.policyId), Number(run.operatorId)];
  const facts = {
    ...{ chainId, snapshot, consent: snapshot.decided, drawn, card, adapter },
    run: { runId, policyId, operatorId, seed },
    base: { modelId: Number(run.baseModelId), weightsHash },
  };
  refute(findCardDifference(facts));
  ledger.note('card and its Markdown', 'come out again');
  ledger.note('provenance erased between batch list and card', '0');
}

/** Only what a run made can be audited as a run. */
class UnknownAdapterError extends BaseError {
  override readonly name = 'UnknownAdapterError';
  override readonly kind = 'missing';
  constructor(modelId: number) {
    super(`There is no adapter ${modelId}: no run made a model of this number.`, {
      hint: 'The Models page lists adapters; a base model was made by no run.',
    });
  }
}
