import type { Hex } from 'viem';
import { readReceiptList } from '../../protocol/blocks/receiptList.ts';
import type { ReceiptVerdict } from '../../protocol/blocks/verdictList.ts';
import {
  AUDIT_PROTOCOL,
  type AuditReply,
  auditReplyMessage,
  auditRequestMessage,
} from '../../protocol/messages/audit.ts';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import type { WorkReceipt } from '../../protocol/typedData/workReceipt.ts';
import { type AuditHistory, selectAudits } from '../../protocol/work/auditSelection.ts';
import { buildReceiptTree } from '../../protocol/work/receiptTree.ts';
import { fromWireReceipt } from '../../protocol/work/wireReceipt.ts';
import type { Network } from '../network/network.ts';
import { type AuditReceiptComponents, auditReceipt } from './auditReceipt.ts';

/** A sealed epoch whose seed is drawn, as the chain tells of it. */
export type DrawnEpoch = {
  readonly operatorId: number;
  readonly epoch: number;
  readonly seed: Hex;
  readonly root: Hex;
  readonly count: number;
  readonly units: bigint;
  readonly uri: string;
  /** The peers that its operator bound. */
  readonly peers: readonly string[];
};

export type AuditEpochComponents = AuditReceiptComponents & { readonly call: Network['call'] };

/** How many receipts beyond the selected ones are tried when none of those can be opened. */
const MORE = 32;
const JOB_MS = 60_000;

/** Audits one epoch of another operator. @throws when its receipts cannot be fetched or no peer of it answers */
export async function auditEpoch(
  drawn: DrawnEpoch,
  history: AuditHistory,
  components: AuditEpochComponents,
  signal: AbortSignal,
): Promise<readonly ReceiptVerdict[]> {
  const signed = await readReceiptList(components.storage, drawn.uri, { signal });
  const receipts = signed.map(({ receipt }) => fromWireReceipt(receipt));
  const fault = findListFault(drawn, receipts);
  if (fault) return [{ position: 0, jobId: null, verdict: 'FAIL', reason: fault }];

  const { selected, order } = selectAudits({ seed: drawn.seed, count: drawn.count, history });
  const rest = order.filter((position) => !selected.includes(position)).slice(0, MORE);
  const verdicts: ReceiptVerdict[] = [];
  for (const position of [...selected, ...rest]) {
    const isBeyond = !selected.includes(position);
    if (isBeyond && verdicts.some(({ verdict }) => verdict !== 'INCONCLUSIVE')) break;
    const listed = receipts[position];
    if (!listed) continue;
    const reply = await openReceipt(drawn, position, components.call, signal);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(JOB_MS)]);
    const judgement = await auditReceipt(reply, { ...drawn, listed }, components, limit);
    verdicts.push({ ...judgement, position, jobId: listed.jobId });
  }
  return verdicts;
}

/** What is wrong with a published list, for anyone to see, or null. */
function findListFault(
  drawn: Pick<DrawnEpoch, 'root' | 'count' | 'units'>,
  receipts: readonly WorkReceipt[],
): string | null {
  if (receipts.length !== drawn.count || receipts.length === 0) return 'the published list has another length';
  if (buildReceiptTree(receipts).root !== drawn.root) return 'the published list is not what was sealed';
  if (receipts.reduce((sum, { units }) => sum + units, 0n) !== drawn.units) return 'the units do not add up';
  const jobs = new Set(receipts.map(({ jobId }) => jobId));
  return jobs.size === receipts.length ? null : 'a job is listed twice';
}

async function openReceipt(
  { peers, epoch, operatorId }: DrawnEpoch,
  index: number,
  call: Network['call'],
  signal: AbortSignal,
): Promise<AuditReply> {
  const frame = encodeMessage(auditRequestMessage, { epoch, index });
  let failure: unknown = `operator ${operatorId} has no node`;
  for (const peer of peers) {
    try {
      const options = { protocol: AUDIT_PROTOCOL, maxBytes: auditReplyMessage.maxBytes, signal };
      for await (const bytes of call(peer, frame, options)) return decodeMessage(auditReplyMessage, bytes);
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}
