import type { Hex } from 'viem';
import type { SignedReceipt } from '../../protocol/blocks/receiptList.ts';
import type { ReceiptVerdict } from '../../protocol/blocks/verdictList.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import {
  AUDIT_PROTOCOL,
  type AuditReply,
  type AuditRequest,
  auditReplyMessage,
  auditRequestMessage,
} from '../../protocol/messages/audit.ts';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import { type AuditHistory, selectAudits, verifierSeed } from '../../protocol/work/auditSelection.ts';
import { fromWireReceipt } from '../../protocol/work/job.ts';
import { findListFault } from '../../protocol/work/receiptListFault.ts';
import { readReceiptList } from '../../protocol/work/receiptLists.ts';
import { countVerdicts } from '../../protocol/work/verdictTree.ts';
import type { Network } from '../network/network.ts';
import { withDeadline } from '../within.ts';
import { type AuditReceiptComponents, auditReceipt } from './auditReceipt.ts';
import { type ConsentComponents, readConsents } from './readConsents.ts';

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
  /** How long gates are waited for, in milliseconds. */
  readonly patienceMs: number;
  /** The peers that its operator bound. */
  readonly peers: readonly string[];
};

export type AuditEpochComponents = Omit<AuditReceiptComponents, 'askNode'> &
  ConsentComponents & {
    /** The group of an operator; null when it is none. */
    readonly groupOf: (operatorId: number) => Hex | null;
  };

/** Jobs that a verifier recomputes where so many are open: beyond those drawn, the first of the others by lot. */
const LEAST_CHECKED = 3;
const JOB_MS = 60_000;
/** Whoever orders what takes long must not keep the rest from being checked. */
const TOO_SLOW = { verdict: 'INCONCLUSIVE', reason: 'it takes too long here', result: null } as const;

/**
 * Audits one epoch of another operator, as far as the signal lets it. Of each drawn receipt the papers are checked; those
 * whose askers agreed are recomputed. @throws when nothing could be checked, because the receipts cannot be fetched or no
 * peer of the operator answers
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
  if (fault) return [{ position: 0, jobId: null, verdict: 'FAIL', reason: fault, result: null }];

  const seed = verifierSeed(drawn.seed, BigInt(drawn.verifierId));
  const { selected, order } = selectAudits({ seed, count: drawn.count, history });
  // An operator that asks itself proves nothing by the answers.
  const group = components.groupOf(drawn.operatorId);
  const isSelfAsked = (position: number) => {
    const gate = receipts[position]?.gate;
    return gate !== undefined && components.operatorOf(gate)?.group === group;
  };
  const others = order.filter((position) => !isSelfAsked(position)).flatMap((position) => receipts[position] ?? []);
  const consents = await readConsents(others, components, { patienceMs: drawn.patienceMs, signal });

  // In the order of the lot, so that verifiers whose time is short have still looked at different ones.
  const own = new Set(selected);
  const drawnOwn = order.filter((position) => own.has(position));
  const wanted = new Set([...drawn.disputed.filter((position) => position < drawn.count), ...drawnOwn]);
  const isOpen = (position: number) => consents.get(receipts[position]?.jobId ?? '0x')?.isLost() === false;
  const rest = order.filter((position) => !wanted.has(position) && isOpen(position));
  const askNode = (request: AuditRequest, limit: AbortSignal) => callNode(drawn, request, components.call, limit);
  const verdicts: ReceiptVerdict[] = [];
  for (const position of [...wanted, ...rest]) {
    if (!wanted.has(position)) {
      if (countVerdicts(verdicts).checked >= LEAST_CHECKED) break;
      if (!isOpen(position)) continue;
    }
    const { receipt: listed, signature } = signed[position] as SignedReceipt;
    const consent = consents.get(listed.jobId) ?? null;
    const target = {
      ...drawn,
      position,
      listed: fromWireReceipt(listed),
      signature,
      consent,
      isSelfAsked: isSelfAsked(position),
    };
    try {
      const found = await withDeadline(JOB_MS, signal, (limit) =>
        auditReceipt(target, { ...components, askNode }, limit).catch((error: unknown) => {
          if (!limit.aborted || signal.aborted || error instanceof NodeSilentError) throw error;
          return TOO_SLOW;
        }),
      );
      verdicts.push({ ...found, position, jobId: listed.jobId });
    } catch (error) {
      const { checked, failed } = countVerdicts(verdicts);
      // When the time is over, what was found until then is a finding; after a node's silence only a fault is.
      const isFinding = error instanceof NodeSilentError ? failed > 0 : signal.aborted && checked > 0;
      if (isFinding) break;
      throw error;
    }
  }
  return verdicts;
}

const NOT_YET: readonly string[] = ['stranger', 'not-sealed'];

async function callNode(
  { peers, operatorId }: Pick<DrawnEpoch, 'peers' | 'operatorId'>,
  request: AuditRequest,
  call: Network['call'],
  signal: AbortSignal,
): Promise<AuditReply> {
  const frame = encodeMessage(auditRequestMessage, request);
  let failure: unknown = 'it bound no peer';
  for (const peer of peers) {
    if (signal.aborted) break;
    try {
      const options = { protocol: AUDIT_PROTOCOL, maxBytes: auditReplyMessage.maxBytes, signal };
      for await (const bytes of call(peer, frame, options)) {
        const reply = decodeMessage(auditReplyMessage, bytes);
        // It may not have heard of us or of its seal yet; who says so for ever is not credited, but that proves nothing.
        if (reply.type !== 'refused' || !NOT_YET.includes(reply.reason)) return reply;
        failure = reply.reason;
        break;
      }
    } catch (error) {
      failure = error;
    }
  }
  throw new NodeSilentError(operatorId, failure);
}

/** The node that is audited does not say anything; a part of its receipts is no finding then. */
export class NodeSilentError extends BaseError {
  override readonly name = 'NodeSilentError';
  override readonly kind = 'unavailable';
  constructor(operatorId: number, cause: unknown) {
    super('The operator whose work is checked does not open its receipts.', { values: { operatorId }, cause });
  }
}
