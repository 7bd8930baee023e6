import { and, eq, sql } from 'drizzle-orm';
import { CID } from 'multiformats/cid';
import { bytesToHex, type Hex } from 'viem';
import { decodeBatch, type LogBatch, type SignedStatement } from '../../protocol/blocks/logBatch.ts';
import { toContentCid } from '../../protocol/contentUri.ts';
import { EMPTY_ROOT, hashLeaf, hashPair } from '../../protocol/merkle/tree.ts';
import type { Store } from '../store/store.ts';
import { fetchAttempt } from '../store/tables/content.ts';
import { batch, head, leaf } from '../store/tables/deposits.ts';
import { createRowBuffer } from '../store/write.ts';
import { ContentRefusedError, type FetchBlock, isDue, noteFailure } from './fetchBlock.ts';

/** Roots of the complete subtrees of an append-only log, largest first: all that is needed to go on from its size. */
export type Frontier = readonly Hex[];

/** Appends leaves to a log of `size` leaves (RFC 6962). */
export function extendFrontier(frontier: Frontier, size: number, leaves: readonly Uint8Array[]): Frontier {
  const peaks = [...frontier];
  let count = size;
  for (const leaf of leaves) {
    let node = hashLeaf(leaf);
    for (let rest = count; rest % 2 === 1; rest = Math.floor(rest / 2)) node = hashPair(peaks.pop() as Hex, node);
    peaks.push(node);
    count += 1;
  }
  return peaks;
}

/** Root of the whole log. */
export function frontierRoot(frontier: Frontier): Hex {
  const last = frontier.at(-1);
  if (last === undefined) return EMPTY_ROOT;
  return frontier.slice(0, -1).reduceRight((right, left) => hashPair(left, right), last);
}

const MAX_BATCH_BYTES = 8 * 1024 * 1024;

type NextHead = typeof head.$inferSelect & {
  readonly cid: string;
  readonly start: number;
  readonly frontier: Frontier;
};

/** Fetches the next batch of every log and adds its leaves when they lead to the anchored root. True when any came. */
export async function readBatches(store: Store, fetchBlock: FetchBlock, signal: AbortSignal): Promise<boolean> {
  const heads = await findNextHeads(store);
  const came = await Promise.all(heads.map((next) => readBatch(store, fetchBlock, next, signal)));
  return came.some(Boolean);
}

async function readBatch(store: Store, fetchBlock: FetchBlock, next: NextHead, signal: AbortSignal): Promise<boolean> {
  try {
    if (toContentCid(next.uri) === null) {
      throw new ContentRefusedError('The head does not name a batch.', { values: { uri: next.uri } });
    }
    const found = decodeBatch(await fetchBlock(next.cid, { maxBytes: MAX_BATCH_BYTES, signal }));
    const frontier = checkBatch(found, next);
    await commitBatch(store, next, found, frontier);
    return true;
  } catch (error) {
    if (!signal.aborted) await noteFailure(store, { cid: next.cid, kind: 'batch', error });
    return false;
  }
}

/** The frontier after the batch. @throws ContentRefusedError unless the batch leads from our leaves to the head */
function checkBatch(found: LogBatch, next: NextHead): Frontier {
  const end = found.start + found.leaves.length;
  const values = { logId: next.logId, size: next.size, start: found.start, end };
  if (found.logId !== next.logId || found.start !== next.start || end !== next.size) {
    throw new ContentRefusedError('The batch does not lead to its head.', { values: { ...values, from: next.start } });
  }
  const frontier = extendFrontier(
    next.frontier,
    next.start,
    found.leaves.map((cid) => cid.bytes),
  );
  if (frontierRoot(frontier) !== next.root) {
    throw new ContentRefusedError('The leaves of the batch do not lead to the anchored root.', { values });
  }
  return frontier;
}

async function commitBatch(store: Store, next: NextHead, found: LogBatch, frontier: Frontier): Promise<void> {
  const { block, logId, size, start, cid } = next;
  const buffer = createRowBuffer();
  buffer.write(batch, { block, logId, size, start, cid, frontier });
  for (const [i, link] of found.leaves.entries()) {
    const key = bytesToHex(CID.asCID(link)?.multihash.digest ?? new Uint8Array());
    const { signedAt, expiresAt, signature } = found.statements[i] as SignedStatement;
    const signed = { signedAt, expiresAt, signature: bytesToHex(signature) };
    buffer.write(leaf, { block, logId, index: start + i, size, key, cid: link.toString(), ...signed });
  }
  await store.write(async (transaction) => {
    const same = and(eq(head.block, block), eq(head.logIndex, next.logIndex), eq(head.root, next.root));
    // The head may have gone while its batch was fetched.
    if ((await transaction.$count(head, same)) === 0) return;
    await buffer.flush(transaction);
    await transaction.delete(fetchAttempt).where(eq(fetchAttempt.cid, cid));
  });
}

async function findNextHeads(store: Store): Promise<readonly NextHead[]> {
  const rows = await store.database
    .selectDistinctOn([head.logId], {
      head,
      start: sql<string>`coalesce(done.size, 0)`,
      frontier: sql<Frontier>`done.frontier`,
    })
    .from(head)
    .leftJoin(
      sql`lateral (select size, frontier from batch where batch.log_id = ${head.logId} order by size desc limit 1) done`,
      sql`true`,
    )
    .where(sql`${head.size} > coalesce(done.size, 0)`)
    .orderBy(head.logId, head.size);
  const next = rows.map((row) => ({
    ...row.head,
    cid: toContentCid(row.head.uri) ?? `head ${row.head.logId}/${row.head.size}`,
    start: Number(row.start),
    frontier: row.frontier ?? [],
  }));
  const due = await Promise.all(
    next.map((one) => store.database.execute(sql`select 1 where ${isDue(one.cid, Date.now())}`)),
  );
  return next.filter((_, i) => (due[i]?.rows.length ?? 0) > 0);
}
