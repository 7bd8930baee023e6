import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DepositReceipt } from '../../../protocol/receipts/depositReceipt.ts';
import type { Context } from '../context.ts';
import { inParallel } from '../inParallel.ts';
import { percentile } from '../percentile.ts';
import type { Evidence } from '../progress.ts';
import { awaitCopies } from './copies.ts';
import { readMade } from './deposit.ts';

const AT_ONCE = 3;

/** Step 2: every receipt gains its inclusion proof, and each is verified with nothing but itself and the RPC URL. */
export async function verifyReceipts(context: Context): Promise<Evidence> {
  const { commons } = context;
  const times: number[] = [];
  const accepted = readMade(context).filter((it) => it.answer);
  const receipts = await inParallel(accepted, AT_ONCE, async (made): Promise<DepositReceipt> => {
    const waiting = { id: made.id, awaitAnchorMs: 30_000, signal: context.signal };
    const receipt = await commons.at(made.api).receipt(waiting);
    const started = performance.now();
    const verdict = await commons.verify(receipt, { id: made.id });
    times.push(performance.now() - started);
    if (!verdict.ok) throw new Error(`receipt of ${made.id} does not verify: ${verdict.reason}`);
    context.note(`${times.length} of ${accepted.length} receipts verified against the chain`);
    return receipt;
  });
  const example = receipts[0];
  if (!example?.inclusion) throw new Error('no deposit was accepted, so there is no receipt to verify');
  const forged = {
    ...example,
    inclusion: { ...example.inclusion, path: [...example.inclusion.path, example.inclusion.root] },
  };
  const forgery = await commons.verify(forged, { id: example.id });
  if (forgery.ok) throw new Error('a forged receipt was accepted');
  writeFileSync(join(context.settings.directory, 'receipts.json'), JSON.stringify(receipts, null, 2));
  const heads = new Map(receipts.map((it) => [`${it.logId}/${it.inclusion?.size}`, it.inclusion?.transaction]));
  return {
    verified: receipts.length,
    keptOnNodes: await awaitCopies(context, accepted),
    logs: new Set(receipts.map((it) => it.logId)).size,
    anchorTransactions: [...new Set(heads.values())],
    proofHashesMax: Math.max(...receipts.map((it) => it.inclusion?.path.length ?? 0)),
    proofBytesMax: Math.max(...receipts.map((it) => (it.inclusion?.path.length ?? 0) * 32)),
    verifyMsMedian: percentile(times, 0.5),
    forgedReceipt: forgery.reason,
    example: { id: example.id, logId: example.logId, index: example.index, root: example.inclusion.root },
  };
}
