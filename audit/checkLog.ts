import { zeroHash } from 'viem';
import { verifyConsistency } from '../protocol/merkle/tree.ts';
import { readHeads, readLeaves } from './readLog.ts';
import { DifferenceError, type Ledger } from './report.ts';
import type { AuditSource } from './source.ts';

/** Walks a log from its newest head and holds every older head against it. @throws DifferenceError */
export async function checkLog(
  source: AuditSource,
  { logId }: { readonly logId: number },
  ledger: Ledger,
): Promise<void> {
  const heads = await readHeads(source, { logId });
  const newest = heads.at(-1);
  if (!newest) {
    ledger.note(`log ${logId}`, 'holds nothing yet');
    return;
  }
  const { leaves, log } = await readLeaves(source, { logId, head: newest });
  ledger.note(`batches of log ${logId}`, `${leaves.length} leaves lead to ${newest.root}`);
  let before = { size: 0, root: zeroHash as typeof newest.root };
  for (const head of heads) {
    if (head.size <= before.size)
      throw new DifferenceError(`growth of log ${logId}`, `more than ${before.size}`, `${head.size}`);
    ledger.expectEqual(`predecessor of head ${head.size}`, { expected: before.root, found: head.previous });
    ledger.expectEqual(`root at ${head.size}`, { expected: log.root(head.size), found: head.root });
    const path = log.consistency(before.size, head.size);
    const consistent =
      before.size === 0 ||
      verifyConsistency({ from: before.size, fromRoot: before.root, size: head.size, root: head.root, path });
    if (!consistent)
      throw new DifferenceError(`consistency of ${before.size} and ${head.size}`, 'append-only', 'rewritten');
    before = head;
  }
  ledger.note(`heads of log ${logId}`, `${heads.length}, each extends the one before`);
}
