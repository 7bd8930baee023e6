import { zeroHash } from 'viem';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { verifyConsistency } from '../protocol/merkle/tree.ts';
import { checkReceipt } from './checkReceipt.ts';
import { readEntries, readHeads, readLeaves } from './readLog.ts';
import { DifferenceError, type Ledger } from './report.ts';
import type { AuditSource } from './source.ts';

type Question = { readonly logId: number; readonly receipts?: readonly unknown[] };

/**
 * Reads a log from its first head to its newest, holds every head against the one before, and every leaf against what its
 * contributor signed. Receipts show what a log, or an RPC, would rather not.
 * @throws UnknownLogError, DifferenceError, UnsignedDepositError
 */
export async function checkLog(source: AuditSource, { logId, receipts = [] }: Question, ledger: Ledger): Promise<void> {
  await assertKnown(source, logId);
  const heads = await readHeads(source, { logId });
  const { leaves, links, log } = await readLeaves(source, { logId, heads });
  const newest = heads.at(-1);
  if (newest) ledger.note(`batches of log ${logId}`, `${leaves.length} leaves lead to ${newest.root}`);
  else ledger.note(`log ${logId}`, 'holds nothing yet');
  links.forEach(({ cid, previous }, i) => {
    const [expected, found] = [`${links[i - 1]?.cid ?? null}`, `${previous}`];
    if (found !== expected) throw new DifferenceError(`batch before ${cid}`, expected, found);
  });
  let before = { size: 0, root: zeroHash as `0x${string}` };
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
  if (newest) ledger.note(`heads of log ${logId}`, `${heads.length}, each extends the one before`);
  for (const receipt of receipts) await checkReceipt(source, { logId, receipt, leaves, log }, ledger);
  const { entries, refused } = await readEntries(source, { logId, leaves });
  const [first] = refused;
  if (first) throw new UnsignedDepositError(logId, first, refused.length);
  if (newest) ledger.note(`signatures of log ${logId}`, `${entries.length} deposits, each signed by its contributor`);
}

/** A log has the number of its operator. */
async function assertKnown(source: AuditSource, logId: number): Promise<void> {
  const args = { operatorId: BigInt(logId) };
  const registered = await source.events({ contract: 'operatorRegistry', eventName: 'OperatorRegistered', args });
  if (registered.length === 0) throw new UnknownLogError(logId);
}

/** No operator has this number, so there is no such log. */
export class UnknownLogError extends BaseError {
  override readonly name = 'UnknownLogError';
  override readonly kind = 'missing';
  constructor(logId: number) {
    super(`There is no log ${logId}: no operator has this number.`);
  }
}

/** A log names as a deposit what its contributor did not sign. */
export class UnsignedDepositError extends BaseError {
  override readonly name = 'UnsignedDepositError';
  override readonly kind = 'conflict';
  constructor(logId: number, { id, reason }: { readonly id: string; readonly reason: string }, count: number) {
    super(`Deposit ${id} of log ${logId} ${reason}.`, { values: { leaves: count } });
  }
}
