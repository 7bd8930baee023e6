import { toDepositId } from '../protocol/manifest/identifier.ts';
import type { MerkleLog } from '../protocol/merkle/tree.ts';
import { type DepositReceipt, depositReceiptSchema } from '../protocol/receipts/depositReceipt.ts';
import { findReceiptFault } from '../protocol/receipts/verifyDepositReceipt.ts';
import type { AnchoredLeaf } from './readLog.ts';
import { DifferenceError, type Ledger } from './report.ts';
import type { AuditSource } from './source.ts';

type Question = {
  readonly logId: number;
  readonly receipt: unknown;
  readonly leaves: readonly AnchoredLeaf[];
  readonly log: MerkleLog;
};

/**
 * Holds a receipt of a log against what the chain shows of it: what its operator signed for must be there. A newer head that
 * an RPC hides shows here. @throws DifferenceError
 */
export async function checkReceipt(
  source: AuditSource,
  { logId, receipt, leaves, log }: Question,
  ledger: Ledger,
): Promise<void> {
  const it = depositReceiptSchema.parse(receipt);
  const { id, index, head, inclusion } = it;
  const name = `receipt of ${id}`;
  const { chainId, depositLog } = await source.domain();
  const fault = await findReceiptFault(it, { id, chainId, contracts: { depositLog } });
  if (fault) throw new DifferenceError(name, 'a receipt of this commons', fault);
  ledger.expectEqual(`log of the ${name}`, { expected: logId, found: it.logId });
  const operator = await source.read({ contract: 'identityRegistry', functionName: 'boundTo', args: [it.node] });
  ledger.expectEqual(`operator of the ${name}`, { expected: logId, found: operator });
  const size = Math.max(index + 1, inclusion?.size ?? 0);
  if (size > log.size) {
    if (!inclusion && !isOverdue(it)) return ledger.note(name, `promised until ${it.deadline}, not anchored yet`);
    throw new DifferenceError(
      name,
      `a head of ${size} deposits or more`,
      `${log.size}: it is late, or the RPC hides it`,
    );
  }
  ledger.expectEqual(`place ${index} by the ${name}`, {
    expected: id,
    found: toDepositId((leaves[index] as AnchoredLeaf).cid),
  });
  ledger.expectEqual(`root at ${index + 1} by the ${name}`, { expected: head.root, found: log.root(index + 1) });
  if (inclusion)
    ledger.expectEqual(`root at ${inclusion.size} by the ${name}`, {
      expected: inclusion.root,
      found: log.root(inclusion.size),
    });
}

function isOverdue({ deadline }: DepositReceipt): boolean {
  return deadline < Date.now() / 1000;
}
