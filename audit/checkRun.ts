import { encodeAbiParameters, type Hex, keccak256, sha256 } from 'viem';
import type { ChainEvent, EventArgs } from '../protocol/abi/calls.ts';
import { type AdapterCard, decodeCard } from '../protocol/blocks/adapterCard.ts';
import { decodeBatchList } from '../protocol/blocks/batchList.ts';
import { fromContentUri } from '../protocol/contentUri.ts';
import { barredAt } from '../protocol/corpus/bars.ts';
import { findCardDifference } from '../protocol/corpus/cardDifference.ts';
import { findObjection, foldConsent } from '../protocol/corpus/consent.ts';
import { type DrawnRun, drawRun, listRoot } from '../protocol/corpus/drawRun.ts';
import { beaconSeed } from '../protocol/work/beaconSeed.ts';
import { readBars } from './readBars.ts';
import { type RebuiltSnapshot, rebuildSnapshot } from './rebuildSnapshot.ts';
import { DifferenceError, type Ledger } from './report.ts';
import type { AuditSource } from './source.ts';

type Adapter = EventArgs<'modelRegistry', 'AdapterRegistered'>;
type OpenedRun = ChainEvent<'modelRegistry', 'RunOpened'>;

/** Recomputes a run from what a stranger can see. @throws DifferenceError at the first difference */
export async function checkRun(
  source: AuditSource,
  { modelId }: { readonly modelId: number },
  ledger: Ledger,
): Promise<void> {
  const contract = 'modelRegistry';
  const named = { modelId: BigInt(modelId) };
  const registered = await source.events({ contract, eventName: 'AdapterRegistered', args: named });
  const adapter = firstOf(registered, `AdapterRegistered of ${modelId}`);
  const { runId } = adapter;
  const opened = await source.events({ contract, eventName: 'RunOpened', args: { runId } });
  const run = firstOf(opened, `RunOpened of ${runId}`);
  const seed = await checkSeed(source, opened[0] as OpenedRun, ledger);
  const card = decodeCard(await source.fetch(fromContentUri(adapter.uri)));
  ledger.expectEqual('run named by the card', { expected: run.runId, found: card.runId });
  const snapshot = await rebuildSnapshot(source, run, ledger);
  await checkPlan(source, { opened: opened[0] as OpenedRun, snapshot }, ledger);
  const shares = await readShares(source, run.policyId);
  await checkRefused(source, { snapshot, card }, ledger);
  const refused = new Set(card.refused.map(({ id }) => id));
  const drawn = drawRun({ snapshot, shares, seed, refused });
  await checkList(source, { adapter, card, drawn }, ledger);
  checkCard({ card, adapter, snapshot, drawn, seed }, ledger);
  const weights = await source.fetch(card.weights);
  ledger.expectEqual('sha256 of the weights', { expected: adapter.weightsHash, found: sha256(weights) });
}

function firstOf<T>([event]: readonly { readonly args: T }[], subject: string): T {
  if (!event) throw new DifferenceError(subject, 'one event', 'none');
  return event.args;
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
async function checkSeed(source: AuditSource, { args: run, blockNumber }: OpenedRun, ledger: Ledger): Promise<Hex> {
  const args = { runId: run.runId };
  const seeded = await source.events({ contract: 'modelRegistry', eventName: 'RunSeeded', args });
  const { seed } = firstOf(seeded, `RunSeeded of ${run.runId}`);
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
  return seed;
}

/** Every deposit that the trainer left out after the snapshot must be one that the chain forbids by now. */
async function checkRefused(
  source: AuditSource,
  { snapshot, card }: { readonly snapshot: RebuiltSnapshot; readonly card: AdapterCard },
  { note }: Ledger,
): Promise<void> {
  const withdrawals = await source.events({
    contract: 'consentRegistry',
    eventName: 'Withdrawn',
  });
  const tierChanges = await source.events({
    contract: 'consentRegistry',
    eventName: 'TierChanged',
  });
  const { cores } = snapshot;
  // A hold may have ended since, so that any that there ever was is reason enough.
  const barred = barredAt(
    (await readBars(source)).filter(({ until }) => until > 0),
    0,
  );
  const consent = foldConsent(cores, { withdrawals, tierChanges }, barred);
  for (const { id } of card.refused) {
    if (!findObjection(id, { cores, consent, purpose: 'training' }))
      throw new DifferenceError(
        `reason to leave out ${id}`,
        'a withdrawal, a lower tier, a hold or a take-down on chain',
        'none',
      );
  }
  note('deposits left out after the snapshot', `${card.refused.length}`);
}

type ListClaim = { readonly adapter: Adapter; readonly card: AdapterCard; readonly drawn: DrawnRun };

async function checkList(
  source: AuditSource,
  { adapter, card, drawn }: ListClaim,
  { expectEqual }: Ledger,
): Promise<void> {
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

type CardClaim = ListClaim & { readonly snapshot: RebuiltSnapshot; readonly seed: Hex };

function checkCard({ card, adapter, snapshot, drawn, seed }: CardClaim, { note }: Ledger): void {
  const { evaluationHash } = adapter;
  const difference = findCardDifference({ card, evaluationHash, seed, snapshot, consent: snapshot.decided, drawn });
  if (difference) throw new DifferenceError(difference.subject, difference.expected, difference.found);
  note('card', 'repeats what was recomputed');
  note('provenance erased between batch list and card', '0');
}
