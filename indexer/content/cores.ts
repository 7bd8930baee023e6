import { eq, inArray, sql } from 'drizzle-orm';
import { CID } from 'multiformats/cid';
import { bytesToHex } from 'viem';
import { contributorAccount, decodeCore } from '../../protocol/blocks/core.ts';
import { toDepositId } from '../../protocol/manifest/identifier.ts';
import { MAX_TEXT_BYTES } from '../../protocol/manifest/text.ts';
import type { Store } from '../store/store.ts';
import { fetchAttempt } from '../store/tables/content.ts';
import { core, leaf } from '../store/tables/deposits.ts';
import { createRowBuffer } from '../store/write.ts';
import { ContentRefusedError, type FetchBlock, isDue, noteFailure } from './fetchBlock.ts';

const MAX_CORE_BYTES = 64 * 1024;
const AT_ONCE = 16;
const PER_PASS = 256;

type CoreRow = typeof core.$inferInsert;
type CoreParts = { readonly store: Store; readonly fetchBlock: FetchBlock; readonly chainId: number };

/** Fetches manifests of leaves that have none yet. True when any came. */
export async function readCores(parts: CoreParts, signal: AbortSignal): Promise<boolean> {
  const wanted = await findMissing(parts.store);
  const rows: CoreRow[] = [];
  for (let i = 0; i < wanted.length; i += AT_ONCE) {
    const found = await Promise.all(wanted.slice(i, i + AT_ONCE).map((cid) => readCore(parts, cid, signal)));
    rows.push(...found.filter((row) => row !== null));
  }
  if (rows.length > 0) await commitCores(parts.store, rows);
  return rows.length > 0;
}

async function readCore({ store, fetchBlock, chainId }: CoreParts, cid: string, signal: AbortSignal) {
  try {
    return toRow(CID.parse(cid), await fetchBlock(cid, { maxBytes: MAX_CORE_BYTES, signal }), chainId);
  } catch (error) {
    if (!signal.aborted) await noteFailure(store, { cid, kind: 'core', error });
    return null;
  }
}

function toRow(cid: CID, block: Uint8Array, chainId: number): CoreRow {
  const it = decodeCore(block);
  if (!it.contributor.startsWith(`did:pkh:eip155:${chainId}:`)) {
    throw new ContentRefusedError('The manifest names a contributor of another chain.', {
      values: { contributor: it.contributor },
    });
  }
  if (it.bytes > MAX_TEXT_BYTES) {
    throw new ContentRefusedError('The manifest tells of a text that cannot be.', { values: { bytes: it.bytes } });
  }
  const { bytes, language, register, licence, production, lineage, createdAt, label } = it;
  return {
    key: bytesToHex(cid.multihash.digest),
    id: toDepositId(cid),
    label,
    register,
    declaredTier: it.tier,
    language,
    bytes,
    contributor: contributorAccount(it).toLowerCase(),
    contributorId: it.contributor,
    createdAt,
    licence,
    production,
    lineage,
    notice: bytesToHex(it.notice),
    ciphertext: it.ciphertext.toString(),
  };
}

async function commitCores(store: Store, rows: readonly CoreRow[]): Promise<void> {
  await store.write(async (transaction) => {
    const keys = rows.map((row) => row.key);
    // A leaf may have gone while its manifest was fetched.
    const there = await transaction.selectDistinct({ key: leaf.key }).from(leaf).where(inArray(leaf.key, keys));
    const known = new Set(there.map((row) => row.key));
    const buffer = createRowBuffer();
    for (const row of rows) if (known.has(row.key)) buffer.write(core, row);
    await buffer.flush(transaction);
    await transaction.delete(fetchAttempt).where(
      inArray(
        fetchAttempt.cid,
        rows.map((row) => row.id.slice('sub:'.length)),
      ),
    );
  });
}

async function findMissing(store: Store): Promise<readonly string[]> {
  const rows = await store.database
    .selectDistinct({ cid: leaf.cid })
    .from(leaf)
    .leftJoin(core, eq(core.key, leaf.key))
    .where(sql`${core.key} is null and ${isDue(leaf.cid, Date.now())}`)
    .limit(PER_PASS);
  return rows.map((row) => row.cid);
}
