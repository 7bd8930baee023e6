import * as dagCbor from '@ipld/dag-cbor';
import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { toJson } from '../events/toJson.ts';
import type { Store } from '../store/store.ts';
import { cardDeposit, document, fetchAttempt, snapshotLog, wantedBlock } from '../store/tables/content.ts';
import { createRowBuffer } from '../store/write.ts';
import { ContentRefusedError, type FetchBlock, isDue, noteFailure } from './fetchBlock.ts';
import { readSnapshotLogs, readTrainedDeposits } from './looseCard.ts';

const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;
const PER_PASS = 32;

const documentSchema = z.record(z.string(), z.unknown());

/** Fetches manifests of experts, snapshots and cards that events point to. True when any came. */
export async function readDocuments(store: Store, fetchBlock: FetchBlock, signal: AbortSignal): Promise<boolean> {
  const wanted = await store.database
    .selectDistinct({ cid: wantedBlock.cid, kind: wantedBlock.kind })
    .from(wantedBlock)
    .leftJoin(document, eq(document.cid, wantedBlock.cid))
    .where(sql`${document.cid} is null and ${isDue(wantedBlock.cid, Date.now())}`)
    .limit(PER_PASS);
  let came = false;
  for (const { cid, kind } of wanted) {
    try {
      const bytes = await fetchBlock(cid, { maxBytes: MAX_DOCUMENT_BYTES, signal });
      await commitDocument(store, cid, parseDocument(bytes));
      came = true;
    } catch (error) {
      if (signal.aborted) return came;
      await noteFailure(store, { cid, kind, error });
    }
  }
  return came;
}

function parseDocument(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return documentSchema.parse(toJson(dagCbor.decode(bytes)));
  } catch (cause) {
    throw new ContentRefusedError('The document is not a dag-cbor map.', { cause });
  }
}

async function commitDocument(store: Store, cid: string, content: Readonly<Record<string, unknown>>): Promise<void> {
  await store.write(async (transaction) => {
    if ((await transaction.$count(wantedBlock, eq(wantedBlock.cid, cid))) === 0) return;
    const buffer = createRowBuffer();
    buffer.write(document, { cid, content });
    for (const { logId, size } of readSnapshotLogs(content)) buffer.write(snapshotLog, { cid, logId, size });
    for (const { id, bytes } of readTrainedDeposits(content)) buffer.write(cardDeposit, { cid, deposit: id, bytes });
    await buffer.flush(transaction);
    await transaction.delete(fetchAttempt).where(eq(fetchAttempt.cid, cid));
  });
}
