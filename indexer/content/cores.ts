import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { and, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import { CID } from 'multiformats/cid';
import { bytesToHex, type Hex, hexToBytes } from 'viem';
import { type Core, contributorAccount, decodeCore } from '../../protocol/blocks/core.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { toDepositId } from '../../protocol/manifest/identifier.ts';
import { MAX_TEXT_BYTES } from '../../protocol/manifest/text.ts';
import type { ContractSignature } from '../../protocol/receipts/contractSignature.ts';
import { type StatementCheck, verifyStatement } from '../../protocol/receipts/verifyStatement.ts';
import type { Store } from '../store/store.ts';
import { fetchAttempt } from '../store/tables/content.ts';
import { core, head, leaf, leafCheck } from '../store/tables/deposits.ts';
import { createRowBuffer } from '../store/write.ts';
import { ContentRefusedError, type FetchBlock, isDue, noteFailure } from './fetchBlock.ts';

const MAX_CORE_BYTES = 64 * 1024;
const AT_ONCE = 16;
const PER_PASS = 256;

type CoreRow = typeof core.$inferInsert;
type Leaf = Pick<
  typeof leaf.$inferSelect,
  'block' | 'logId' | 'index' | 'cid' | 'signedAt' | 'expiresAt' | 'signature'
> & {
  /** When it was anchored, in Unix seconds. */
  readonly time: number;
};
type Read = { readonly leaf: Leaf; readonly check: StatementCheck; readonly row: CoreRow };

/** Where statements hold, and who asks contracts whether they had signed as of a block. */
export type StatementFacts = {
  readonly chainId: number;
  readonly depositLog: Hex;
  readonly isSignedByContract: (signature: ContractSignature, block: number) => Promise<boolean>;
};

type CoreParts = StatementFacts & { readonly store: Store; readonly fetchBlock: FetchBlock };

/** Fetches manifests of leaves, and checks that their contributors signed them. True when any came. */
export async function readCores(parts: CoreParts, signal: AbortSignal): Promise<boolean> {
  const wanted = await findUnchecked(parts.store);
  const came: Read[] = [];
  for (let i = 0; i < wanted.length; i += AT_ONCE) {
    const found = await Promise.all(wanted.slice(i, i + AT_ONCE).map((one) => readCore(parts, one, signal)));
    came.push(...found.filter((one) => one !== null));
  }
  if (came.length > 0) await commitCores(parts.store, came);
  return came.length > 0;
}

async function readCore(parts: CoreParts, leaf: Leaf, signal: AbortSignal): Promise<Read | null> {
  try {
    const bytes = await parts.fetchBlock(leaf.cid, { maxBytes: MAX_CORE_BYTES, signal });
    const coreCid = CID.parse(leaf.cid);
    const core = decodeCore(bytes);
    const row = toRow(coreCid, core, parts.chainId);
    // A signature takes milliseconds, and the same process answers questions.
    await yieldToOthers();
    return { leaf, row, check: await checkStatement(parts, { leaf, core, coreCid }) };
  } catch (error) {
    if (!signal.aborted) await noteFailure(parts.store, { cid: leaf.cid, kind: 'core', error });
    return null;
  }
}

type Manifest = { readonly leaf: Leaf; readonly core: Core; readonly coreCid: CID };

async function checkStatement(facts: StatementFacts, { leaf, core, coreCid }: Manifest): Promise<StatementCheck> {
  const { signedAt, expiresAt } = leaf;
  const statement = { signedAt, expiresAt, signature: new Uint8Array(hexToBytes(leaf.signature)) };
  const isSignedByContract = (signature: ContractSignature) =>
    facts.isSignedByContract(signature, leaf.block).catch((cause: unknown) => {
      throw new StatementUncheckableError(leaf, cause);
    });
  return verifyStatement({ ...facts, core, coreCid, statement, anchoredAt: leaf.time, isSignedByContract });
}

function toRow(cid: CID, it: Core, chainId: number): CoreRow {
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

/** A manifest is known once someone signed it; a leaf without a signature is only noted. */
async function commitCores(store: Store, came: readonly Read[]): Promise<void> {
  await store.write(async (transaction) => {
    const keys = came.map(({ row }) => row.key);
    // A leaf may have gone while its manifest was fetched.
    const there = await transaction
      .select({ block: leaf.block, logId: leaf.logId, index: leaf.index })
      .from(leaf)
      .where(inArray(leaf.key, keys));
    const known = new Set(there.map(placeOf));
    const buffer = createRowBuffer();
    for (const { leaf, check, row } of came) {
      if (!known.has(placeOf(leaf))) continue;
      const { block, logId, index } = leaf;
      buffer.write(leafCheck, { block, logId, index, holds: check.ok, reason: check.ok ? '' : check.reason });
      if (check.ok) buffer.write(core, row);
    }
    await buffer.flush(transaction);
    const cids = came.map(({ leaf }) => leaf.cid);
    await transaction.delete(fetchAttempt).where(inArray(fetchAttempt.cid, cids));
  });
}

function placeOf({ block, logId, index }: Pick<Leaf, 'block' | 'logId' | 'index'>): string {
  return `${block} ${logId} ${index}`;
}

async function findUnchecked(store: Store): Promise<readonly Leaf[]> {
  const { block, logId, index, cid, signedAt, expiresAt, signature } = getTableColumns(leaf);
  return store.database
    .select({ block, logId, index, cid, signedAt, expiresAt, signature, time: head.time })
    .from(leaf)
    .innerJoin(head, and(eq(head.logId, leaf.logId), eq(head.size, leaf.size)))
    .leftJoin(leafCheck, and(eq(leafCheck.logId, leaf.logId), eq(leafCheck.index, leaf.index)))
    .where(sql`${leafCheck.logId} is null and ${isDue(leaf.cid, Date.now())}`)
    .limit(PER_PASS);
}

/** Only a contract can say whether it signed, and the chain does not let it speak as of then. */
class StatementUncheckableError extends BaseError {
  override readonly name = 'StatementUncheckableError';
  override readonly kind = 'unavailable';
  constructor({ cid, logId, block }: Leaf, cause: unknown) {
    super('Whether a deposit was signed cannot be checked now.', { values: { cid, logId, block }, cause });
  }
}
