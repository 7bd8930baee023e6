import type { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import { BadManifestError, decodeCore } from '../protocol/blocks/core.ts';
import { decodeBatch, type SignedStatement } from '../protocol/blocks/logBatch.ts';
import { fromContentUri } from '../protocol/contentUri.ts';
import type { LogEntry } from '../protocol/corpus/snapshot.ts';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { toDepositId } from '../protocol/manifest/identifier.ts';
import { MerkleLog } from '../protocol/merkle/tree.ts';
import type { ContractSignature } from '../protocol/receipts/contractSignature.ts';
import { verifyStatement } from '../protocol/receipts/verifyStatement.ts';
import { DifferenceError } from './report.ts';
import type { AuditSource } from './source.ts';

/** A head of a log, as the chain holds it. */
export type AnchoredHead = {
  readonly size: number;
  readonly root: Hex;
  readonly previous: Hex;
  readonly uri: string;
  /** The block that holds it. */
  readonly block: bigint;
};

/** A leaf, what was signed of it, and the block that anchored it. */
export type AnchoredLeaf = { readonly cid: CID; readonly statement: SignedStatement; readonly block: bigint };

/** Heads of one log that the chain holds, oldest first. */
export async function readHeads(
  source: AuditSource,
  { logId, toBlock }: { readonly logId: number; readonly toBlock?: bigint },
): Promise<readonly AnchoredHead[]> {
  const query = { contract: 'depositLog', eventName: 'Anchored', args: { logId: BigInt(logId) } } as const;
  const events = await source.events(toBlock === undefined ? query : { ...query, toBlock });
  return events
    .filter(({ args }) => Number(args.logId) === logId)
    .map(({ args: { size, root, previous, uri }, blockNumber }) => ({
      ...{ size: Number(size), root, previous, uri },
      block: blockNumber,
    }));
}

/** A batch, and the one that it says stands before it. */
export type BatchLink = { readonly cid: CID; readonly previous: CID | null };

/**
 * The leaves of a log behind its heads, oldest first. Each head names its batch, so that the chain says which statements
 * belong to the leaves, and nobody need believe the links of the batches. @throws DifferenceError when the batches do not
 * lead to the heads
 */
export async function readLeaves(
  source: AuditSource,
  { logId, heads }: { readonly logId: number; readonly heads: readonly AnchoredHead[] },
): Promise<{
  readonly leaves: readonly AnchoredLeaf[];
  readonly links: readonly BatchLink[];
  readonly log: MerkleLog;
}> {
  const leaves: AnchoredLeaf[] = [];
  const links: BatchLink[] = [];
  const log = new MerkleLog();
  for (const { uri, size, root, block } of heads) {
    const cid = fromContentUri(uri);
    const batch = decodeBatch(await source.fetch(cid));
    const name = `batch ${cid} of log ${logId}`;
    const expected = `log ${logId} from ${leaves.length} to ${size}`;
    const found = `log ${batch.logId} from ${batch.start} to ${batch.start + batch.leaves.length}`;
    if (found !== expected) throw new DifferenceError(name, expected, found);
    batch.leaves.forEach((leaf, i) => {
      leaves.push({ cid: leaf, statement: batch.statements[i] as SignedStatement, block });
      log.append(leaf.bytes);
    });
    if (log.root() !== root) throw new DifferenceError(`root of log ${logId} at ${size}`, root, log.root());
    links.push({ cid, previous: batch.previous });
  }
  return { leaves, links, log };
}

/** A deposit and the index of its leaf. */
type PlacedEntry = LogEntry & { readonly position: number };

/** The deposits among the leaves of a log, and what stands there and is none. */
export type ReadEntries = {
  readonly entries: readonly PlacedEntry[];
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
};

const AT_ONCE = 16;

/** Fetches the manifests of leaves and checks what their contributors signed. @throws StatementUncheckableError */
export async function readEntries(
  source: AuditSource,
  { logId, leaves }: { readonly logId: number; readonly leaves: readonly AnchoredLeaf[] },
): Promise<ReadEntries> {
  const domain = await source.domain();
  const times = new Map<bigint, Promise<number>>();
  const timeOf = (block: bigint): Promise<number> => {
    const time = times.get(block) ?? source.blockTime(block);
    times.set(block, time);
    return time;
  };
  const entries: PlacedEntry[] = [];
  const refused: { id: string; reason: string }[] = [];
  const readLeaf = async ({ cid, statement, block }: AnchoredLeaf, position: number): Promise<void> => {
    const id = toDepositId(cid);
    const core = decodeManifest(await source.fetch(cid));
    if (!core) return void refused.push({ id, reason: 'is no manifest' });
    const isSignedByContract = (signature: ContractSignature) =>
      source.isSignedByContract(signature, block).catch((cause: unknown) => {
        throw new StatementUncheckableError(id, { logId, block }, cause);
      });
    const claim = { ...domain, core, coreCid: cid, statement, anchoredAt: await timeOf(block), isSignedByContract };
    const check = await verifyStatement(claim);
    if (check.ok) entries.push({ id, core, position });
    else refused.push({ id, reason: check.reason });
  };
  for (let at = 0; at < leaves.length; at += AT_ONCE) {
    await Promise.all(leaves.slice(at, at + AT_ONCE).map((leaf, i) => readLeaf(leaf, at + i)));
  }
  return { entries: entries.sort((a, b) => a.position - b.position), refused };
}

function decodeManifest(bytes: Uint8Array) {
  try {
    return decodeCore(bytes);
  } catch (cause) {
    if (cause instanceof BadManifestError) return null;
    throw cause;
  }
}

/** Only a contract can say whether it signed, and the chain does not let it speak as of then. */
export class StatementUncheckableError extends BaseError {
  override readonly name = 'StatementUncheckableError';
  override readonly kind = 'unavailable';
  constructor(id: string, { logId, block }: { readonly logId: number; readonly block: bigint }, cause: unknown) {
    super(`Whether deposit ${id} of log ${logId} was signed cannot be checked.`, {
      values: { block },
      hint: 'Its contributor is a contract: name an RPC that keeps old states.',
      cause,
    });
  }
}
