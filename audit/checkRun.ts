import { type Address, encodeAbiParameters, type Hex, keccak256, sha256 } from 'viem';
import { type AdapterCard, decodeCard, hashEvaluation } from '../protocol/blocks/adapterCard.ts';
import { decodeBatchList } from '../protocol/blocks/batchList.ts';
import { blockCid, encodeBlock } from '../protocol/blocks/block.ts';
import type { Core } from '../protocol/blocks/core.ts';
import { findObjection } from '../protocol/corpus/consent.ts';
import { foldConsent } from '../protocol/corpus/consentEvents.ts';
import { type DrawnRun, drawRun } from '../protocol/corpus/drawRun.ts';
import { listRoot } from '../protocol/corpus/listRoot.ts';
import { perPipeline } from '../protocol/provenance/per.ts';
import { toProvenanceRecord } from '../protocol/provenance/record.ts';
import { toCid } from './readLog.ts';
import { type RebuiltSnapshot, rebuildSnapshot } from './rebuildSnapshot.ts';
import { DifferenceError, type Ledger } from './report.ts';
import type { AuditSource } from './source.ts';

type AdapterArgs = {
  runId: bigint;
  baseModelId: bigint;
  listRoot: Hex;
  attributionRoot: Hex;
  evaluationHash: Hex;
  weightsHash: Hex;
  uri: string;
};
type RunArgs = {
  runId: bigint;
  policyId: bigint;
  snapshotRoot: Hex;
  consentRoot: Hex;
  consentHead: Hex;
  seedBlock: bigint;
};

/** Recomputes a run from what a stranger can see. @throws DifferenceError at the first difference */
export async function checkRun(
  source: AuditSource,
  { modelId }: { readonly modelId: number },
  ledger: Ledger,
): Promise<void> {
  const adapter = await findOne<AdapterArgs>(source, 'AdapterRegistered', { modelId: BigInt(modelId) });
  const run = await findOne<RunArgs>(source, 'RunOpened', { runId: adapter.runId });
  const seed = await checkSeed(source, run, ledger);
  const card = decodeCard(await source.fetch(toCid(adapter.uri)));
  ledger.expectEqual('run named by the card', { expected: run.runId, found: card.runId });
  const snapshot = await rebuildSnapshot(source, run, ledger);
  const shares = await readShares(source, run.policyId);
  await checkRefused(source, { snapshot, card }, ledger);
  const refused = new Set(card.refused.map(({ id }) => id));
  const drawn = drawRun({ manifest: snapshot.manifest, shares, seed, refused });
  await checkList(source, { adapter, card, drawn }, ledger);
  checkCard({ card, adapter, snapshot, drawn, seed }, ledger);
  const weights = await source.fetch(card.weights);
  ledger.expectEqual('sha256 of the weights', { expected: adapter.weightsHash, found: sha256(weights) });
}

async function findOne<T>(source: AuditSource, eventName: string, args: Readonly<Record<string, bigint>>): Promise<T> {
  const [event] = await source.events<T>({ contract: 'modelRegistry', eventName, args });
  if (!event) throw new DifferenceError(`${eventName} of ${Object.values(args).join()}`, 'one event', 'none');
  return event.args;
}

async function readShares(source: AuditSource, policyId: bigint): Promise<Record<string, number>> {
  const registers = await source.read<readonly string[]>({ contract: 'mixturePolicy', functionName: 'registers' });
  const policy = { contract: 'mixturePolicy', functionName: 'policy', args: [policyId] } as const;
  const shares = await source.read<readonly number[]>(policy);
  return Object.fromEntries(registers.map((register, i) => [register, Number(shares[i] ?? 0)]));
}

/** The seed must come from the hash of a block after the one that fixed the snapshot. */
async function checkSeed(source: AuditSource, run: RunArgs, { expectEqual }: Ledger): Promise<Hex> {
  const args = { runId: run.runId };
  const { seed } = await findOne<{ seed: Hex }>(source, 'RunSeeded', args);
  const scheduled = await source.events<{ seedBlock: bigint }>({
    contract: 'modelRegistry',
    eventName: 'RunSeedScheduled',
    args,
  });
  const block = scheduled.at(-1)?.args.seedBlock ?? run.seedBlock;
  const values = [await source.blockHash(block), run.runId, run.snapshotRoot, run.policyId] as const;
  const types = [{ type: 'bytes32' }, { type: 'uint256' }, { type: 'bytes32' }, { type: 'uint256' }] as const;
  expectEqual('seed', { expected: keccak256(encodeAbiParameters(types, values)), found: seed });
  return seed;
}

/** Every deposit that the trainer left out after the snapshot must be one that the chain forbids by now. */
async function checkRefused(
  source: AuditSource,
  { snapshot, card }: { readonly snapshot: RebuiltSnapshot; readonly card: AdapterCard },
  { note }: Ledger,
): Promise<void> {
  const withdrawals = await source.events<{ deposit: Hex; depositor: Address }>({
    contract: 'consentRegistry',
    eventName: 'Withdrawn',
  });
  const tierChanges = await source.events<{ deposit: Hex; depositor: Address; tier: number }>({
    contract: 'consentRegistry',
    eventName: 'TierChanged',
  });
  const { cores } = snapshot;
  const consent = foldConsent(cores, { withdrawals, tierChanges });
  for (const { id } of card.refused) {
    if (!findObjection(id, { cores, consent, purpose: 'training' }))
      throw new DifferenceError(`reason to leave out ${id}`, 'a withdrawal or lower tier on chain', 'none');
  }
  note('deposits left out after the snapshot', `${card.refused.length}`);
}

type ListClaim = { readonly adapter: AdapterArgs; readonly card: AdapterCard; readonly drawn: DrawnRun };

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

/** The card must repeat what was recomputed, and lose no provenance unit of any deposit used. */
function checkCard({ card, adapter, snapshot, drawn, seed }: CardClaim, { expectEqual, note }: Ledger): void {
  const digest = (value: unknown) => encodeBlock(value).digest;
  expectEqual('snapshot of the card', { expected: snapshot.root, found: card.snapshot.root });
  expectEqual('snapshot link of the card', { expected: blockCid(snapshot.root), found: card.snapshot.manifest });
  expectEqual('seed of the card', { expected: seed, found: card.seed });
  expectEqual('mixture of the card', { expected: digest(drawn.registers), found: digest(card.mixture) });
  const shares = card.attribution.shares.map(({ labels: _, ...share }) => share);
  expectEqual('shares of the card', { expected: digest(drawn.attribution.shares), found: digest(shares) });
  const heldOut = [...drawn.heldOut.values()].flat().sort();
  expectEqual('held-out deposits of the card', { expected: digest(heldOut), found: digest(card.heldOut) });
  expectEqual('evaluation digest', { expected: hashEvaluation(card.evaluation), found: adapter.evaluationHash });
  const used = [...new Set(drawn.rows.map(({ id }) => id))].sort();
  const records = used.map((id) => toProvenanceRecord(id, snapshot.cores.get(id) as Core, snapshot.tiers.get(id)));
  const { per, lost } = perPipeline([
    { name: 'batch list', records },
    { name: 'adapter card', records: card.deposits },
  ]);
  const [first] = lost;
  if (first) throw new DifferenceError(`${first.unit} of ${first.id} on the card`, first.expected, `${first.found}`);
  note('provenance erased between batch list and card', `${per}`);
}
