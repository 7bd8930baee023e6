import { fetchBlock } from '../../../client/fetchBlock.ts';
import { type AdapterCard, decodeCard } from '../../../protocol/blocks/adapterCard.ts';
import { decodeBatchList } from '../../../protocol/blocks/batchList.ts';
import { decodeCore, type ProvenanceRecord, toProvenanceRecord } from '../../../protocol/blocks/core.ts';
import { decodeSnapshot, type SnapshotManifest } from '../../../protocol/blocks/snapshot.ts';
import { fromContentUri } from '../../../protocol/contentUri.ts';
import { jaccardBp, shingle } from '../../../protocol/corpus/shingles.ts';
import { isSaidOfText } from '../../../protocol/corpus/textFindings.ts';
import { fromDepositId, toDepositId } from '../../../protocol/manifest/identifier.ts';
import { perPipeline, type Stage } from '../../../protocol/provenance/per.ts';
import type { Context } from '../context.ts';
import type { Evidence } from '../progress.ts';
import { readMade } from './deposit.ts';
import { type Indexed, readIndexed } from './provenance.ts';
import type { AdapterModel } from './training.ts';

/**
 * PER_pipeline over the hand-offs of this run: deposit -> index -> snapshot -> batch list -> adapter card -> registry ->
 * answer. A snapshot and a list name deposits by content, so what they carry is what their links lead to.
 */
export async function measurePer(
  context: Context,
  model: AdapterModel,
  adaptersInAnswers: readonly string[],
): Promise<Evidence> {
  const { apiUrls } = context.commons.endpoints;
  const linkedCard = await readCard(context, model.uri);
  const snapshot = decodeSnapshot(await fetchBlock(apiUrls, linkedCard.snapshot.manifest));
  const list = decodeBatchList(await fetchBlock(apiUrls, linkedCard.list.cid));
  const drawn = [...new Set(list.map((row) => row.id))];
  const inSnapshot = snapshot.deposits.map(({ id }) => toDepositId(id));
  const notDrawn = inSnapshot
    .filter((id) => !drawn.includes(id))
    .map((id) => ({ id, reason: 'held out or not drawn' }));
  const stages: Stage[] = [
    { name: 'deposit', records: madeRecords(context) },
    { name: 'index', records: [...(await readIndexed(context)).values()].map((it) => indexedRecord(context, it)) },
    { name: 'snapshot', records: await resolve(context, inSnapshot), left: linkedCard.excluded },
    { name: 'batch list', records: await resolve(context, drawn), left: [...notDrawn, ...linkedCard.refused] },
    { name: 'adapter card', records: recordsOf(linkedCard) },
    { name: 'registry', records: await followRegistry(context, [model.weightsHash]) },
    { name: 'answer', records: await followRegistry(context, adaptersInAnswers) },
  ];
  // Step 6 made snapshot, consent and drawing again from chain and logs; what is said of texts, the texts themselves show.
  const isCopy = copiesIn(context, snapshot);
  const { per, handOffs, lost } = perPipeline(stages, ({ id, reason }) => !isSaidOfText(reason) || isCopy(id));
  return {
    perPipeline: per,
    handOffs: handOffs.map((it) => `${it.from} -> ${it.to}: ${it.retained} of ${it.required} units`),
    lost: lost.slice(0, 5),
  };
}

/** Tells of a deposit whether its text repeats another as much as the snapshot says. */
function copiesIn(context: Context, { nearDuplicates }: SnapshotManifest): (id: string) => boolean {
  const textOf = new Map(context.corpus.texts.map(({ path, text }) => [path, text]));
  const shingles = new Map(readMade(context).map(({ id, path }) => [id, shingle(textOf.get(path) ?? '')]));
  const alike = (one: string, other: string) =>
    jaccardBp(shingles.get(one) ?? new Set(), shingles.get(other) ?? new Set());
  const rows = nearDuplicates.map(({ id, of, similarityBp }) => ({
    id: toDepositId(id),
    of: toDepositId(of),
    similarityBp,
  }));
  return (id) => rows.some((row) => row.id === id && alike(id, row.of) === row.similarityBp);
}

function madeRecords(context: Context): ProvenanceRecord[] {
  const accepted = readMade(context).filter((it) => it.answer);
  return accepted.map((it) => toProvenanceRecord(it.id, decodeCore(Buffer.from(it.core, 'base64'))));
}

function indexedRecord(context: Context, it: Indexed): ProvenanceRecord {
  return {
    id: it.id,
    contributor: `did:pkh:eip155:${context.commons.endpoints.chainId}:${it.contributor}`,
    label: it.label,
    register: it.register,
    tier: it.declaredTier,
    consent: it.notice,
    licence: it.licence,
    lineage: it.lineage.map(({ kind, deposit }) => ({ kind, deposit })),
  };
}

function resolve(context: Context, ids: readonly string[]): Promise<ProvenanceRecord[]> {
  return Promise.all(
    ids.map(async (id) => {
      const bytes = await fetchBlock(context.commons.endpoints.apiUrls, fromDepositId(id));
      return toProvenanceRecord(id, decodeCore(bytes));
    }),
  );
}

/** What a reader finds who starts from adapter hashes alone: the chain names a card, the card names the deposits. */
async function followRegistry(context: Context, weightsHashes: readonly string[]): Promise<ProvenanceRecord[]> {
  const query = { contract: 'modelRegistry', eventName: 'AdapterRegistered' } as const;
  const registered = await context.commons.chain.events(query);
  const found = registered.filter(({ args }) => weightsHashes.includes(args.weightsHash));
  const cards = await Promise.all(found.map(({ args }) => readCard(context, args.uri)));
  return cards.flatMap(recordsOf);
}

async function readCard(context: Context, uri: string): Promise<AdapterCard> {
  return decodeCard(await fetchBlock(context.commons.endpoints.apiUrls, fromContentUri(uri)));
}

function recordsOf(card: AdapterCard): ProvenanceRecord[] {
  return card.deposits.map(({ bytes: _, ...record }) => record);
}
