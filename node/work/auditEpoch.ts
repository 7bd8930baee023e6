import type { Hex } from 'viem';
import type { ReceiptVerdict } from '../../protocol/blocks/verdictList.ts';
import {
  AUDIT_PROTOCOL,
  type AuditReply,
  auditReplyMessage,
  auditRequestMessage,
} from '../../protocol/messages/audit.ts';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import { type AuditHistory, selectAudits, verifierSeed } from '../../protocol/work/auditSelection.ts';
import { fromWireReceipt } from '../../protocol/work/job.ts';
import { findListFault } from '../../protocol/work/receiptListFault.ts';
import { readReceiptList } from '../../protocol/work/receiptLists.ts';
import type { Network } from '../network/network.ts';
import { withDeadline } from '../within.ts';
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
  /** Who verifies: each looks at other receipts. */
  readonly verifierId: number;
  /** Positions that other verifiers call false. */
  readonly disputed: readonly number[];
  /** The peers that its operator bound. */
  readonly peers: readonly string[];
};

export type AuditEpochComponents = AuditReceiptComponents & { readonly call: Network['call'] };

/** How many receipts beyond the selected ones are tried when none of those can be opened. */
const MORE = 32;
const JOB_MS = 60_000;

/**
 * Audits one epoch of another operator, as far as the signal lets it. @throws when nothing could be checked, because its
 * receipts cannot be fetched or no peer of it answers
 */
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

  const seed = verifierSeed(drawn.seed, BigInt(drawn.verifierId));
  const { selected: own, order } = selectAudits({ seed, count: drawn.count, history });
  // In the order of the lot, so that verifiers whose time is short have still looked at different ones.
  const drawnOwn = order.filter((position) => own.includes(position));
  const selected = [...new Set([...drawn.disputed.filter((position) => position < drawn.count), ...drawnOwn])];
  const rest = order.filter((position) => !selected.includes(position)).slice(0, MORE);
  const verdicts: ReceiptVerdict[] = [];
  for (const position of [...selected, ...rest]) {
    const isBeyond = !selected.includes(position);
    if (isBeyond && verdicts.some(({ verdict }) => verdict !== 'INCONCLUSIVE')) break;
    const listed = receipts[position];
    if (!listed) continue;
    try {
      const reply = await openReceipt(drawn, position, components.call, signal);
      const judgement = await withDeadline(JOB_MS, signal, (limit) =>
        auditReceipt(reply, { ...drawn, listed }, components, limit),
      );
      verdicts.push({ ...judgement, position, jobId: listed.jobId });
    } catch (error) {
      // When the time is over, what was found until then is a finding.
      if (signal.aborted && verdicts.some(({ verdict }) => verdict !== 'INCONCLUSIVE')) break;
      throw error;
    }
  }
  return verdicts;
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
