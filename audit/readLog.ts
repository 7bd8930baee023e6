import type { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import { decodeBatch } from '../protocol/blocks/logBatch.ts';
import { fromContentUri } from '../protocol/contentUri.ts';
import { MerkleLog } from '../protocol/merkle/tree.ts';
import { DifferenceError } from './report.ts';
import type { AuditSource } from './source.ts';

/** A head of a log, as the chain holds it. */
export type AnchoredHead = { readonly size: number; readonly root: Hex; readonly previous: Hex; readonly uri: string };

/** Heads of one log that the chain holds, oldest first. */
export async function readHeads(
  source: AuditSource,
  { logId, toBlock }: { readonly logId: number; readonly toBlock?: bigint },
): Promise<readonly AnchoredHead[]> {
  const query = { contract: 'depositLog', eventName: 'Anchored', args: { logId: BigInt(logId) } } as const;
  const events = await source.events(toBlock === undefined ? query : { ...query, toBlock });
  return events
    .filter(({ args }) => Number(args.logId) === logId)
    .map(({ args: { size, root, previous, uri } }) => ({ size: Number(size), root, previous, uri }));
}

/** The leaves of a log up to a head, walked back through its batches. @throws DifferenceError when they do not lead to it */
export async function readLeaves(
  source: AuditSource,
  { logId, head }: { readonly logId: number; readonly head: AnchoredHead },
): Promise<{ readonly leaves: readonly CID[]; readonly log: MerkleLog }> {
  const parts: (readonly CID[])[] = [];
  let next: CID | null = fromContentUri(head.uri);
  let end = head.size;
  while (next) {
    const batch = decodeBatch(await source.fetch(next));
    const name = `batch ${next} of log ${logId}`;
    if (batch.logId !== logId) throw new DifferenceError(name, `log ${logId}`, `log ${batch.logId}`);
    if (batch.start + batch.leaves.length !== end)
      throw new DifferenceError(`end of ${name}`, `${end}`, `${batch.start + batch.leaves.length}`);
    parts.unshift(batch.leaves);
    end = batch.start;
    next = batch.previous;
  }
  if (end !== 0) throw new DifferenceError(`first batch of log ${logId}`, 'start 0', `start ${end}`);
  const leaves = parts.flat();
  const log = new MerkleLog(leaves.map((leaf) => leaf.bytes));
  if (log.root() !== head.root)
    throw new DifferenceError(`root of log ${logId} at ${head.size}`, head.root, log.root());
  return { leaves, log };
}
