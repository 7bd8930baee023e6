import { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import { z } from 'zod';
import { adapterCardSchema, decodeCard, encodeCard, hashEvaluation } from '../../../protocol/blocks/adapterCard.ts';
import { encodeBatchList } from '../../../protocol/blocks/batchList.ts';
import { toContentUri } from '../../../protocol/contentUri.ts';
import { type CardOutcome, createCard } from '../../../protocol/corpus/createCard.ts';
import { drawRun } from '../../../protocol/corpus/drawRun.ts';
import { renderModelCard } from '../../../protocol/corpus/renderModelCard.ts';
import { bytes32, count } from '../../../protocol/scalars.ts';
import type { Registry } from '../../models/publish/registry.ts';
import type { OpenedRun } from '../../models/runFold.ts';
import type { Shares, TrainerComponents } from './components.ts';
import type { DecidedSnapshot } from './snapshots.ts';

export type PublishOptions = DecidedSnapshot & {
  readonly run: OpenedRun;
  readonly seed: Hex;
  readonly shares: Shares;
  readonly outcome: CardOutcome;
  readonly signal: AbortSignal;
};

/**
 * Writes card, Markdown, list and snapshot, and pins them with the weights and the states of the checkpoints. The same facts
 * give the same card.
 */
export async function publishCard(
  { chain, storage, base, pin }: TrainerComponents,
  { run, seed, shares, snapshot, consent, outcome, signal }: PublishOptions,
): Promise<{ card: CID; pins: number }> {
  const refused = new Set(outcome.refused.map(({ id }) => id));
  const drawn = drawRun({ snapshot, shares, seed, refused });
  const facts = createCard({
    chainId: chain.chainId,
    run: { runId: run.runId, policyId: run.policyId, operatorId: run.operatorId, seed },
    base: { modelId: run.baseModelId, weightsHash: base.weightsHash },
    snapshot,
    consent,
    drawn,
    outcome,
  });
  const readme = await storage.put(new TextEncoder().encode(renderModelCard(facts)), 'raw');
  const card = await storage.put(encodeCard({ ...facts, readme }).bytes, 'dag-cbor');
  const list = await storage.put(encodeBatchList(drawn.rows).bytes, 'dag-cbor');
  const states = outcome.checkpoints.map(({ state }) => state);
  const blocks = [snapshot.block.cid, snapshot.consent.cid, list, outcome.weights, ...states, readme, card];
  const pins = await pin(blocks, { signal });
  return { card, pins };
}

/** Registers the adapter that a card describes. */
export async function registerCard(
  { storage, registry }: Pick<TrainerComponents, 'storage'> & { readonly registry: Registry },
  { card, signal }: { readonly card: string; readonly signal: AbortSignal },
): Promise<number> {
  const facts = decodeCard(await storage.get(CID.parse(card), { signal }));
  return registry.registerAdapter({
    runId: facts.runId,
    parents: [facts.base.modelId],
    listRoot: facts.list.root,
    attributionRoot: facts.attribution.root,
    evaluationHash: hashEvaluation(facts.evaluation),
    weightsHash: facts.weightsHash,
    uri: toContentUri(card),
  });
}

const losses = z.record(z.string(), z.number());
const { rows, training, checkpoints, refused, consents } = adapterCardSchema.shape;
const keptState = checkpoints.unwrap().extend({ state: z.string().transform((cid) => CID.parse(cid)) });
const outcomeSchema = z.strictObject({
  weights: z.string(),
  weightsHash: bytes32,
  weightsBytes: count,
  lossBefore: losses,
  lossAfter: losses,
  rows,
  training,
  checkpoints: z.array(keptState),
  refused,
  consents,
});

/** Writes what training gave for the journal. */
export function encodeOutcome(outcome: CardOutcome): string {
  const checkpoints = outcome.checkpoints.map((it) => ({ ...it, state: it.state.toString() }));
  return JSON.stringify({ ...outcome, weights: outcome.weights.toString(), checkpoints });
}

/** Reads what training gave from the journal. */
export function decodeOutcome(json: string): CardOutcome {
  const outcome = outcomeSchema.parse(JSON.parse(json));
  return { ...outcome, weights: CID.parse(outcome.weights) };
}
