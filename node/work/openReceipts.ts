import {
  AUDIT_PROTOCOL,
  type AuditReply,
  type AuditRequest,
  auditReplyMessage,
  auditRequestMessage,
} from '../../protocol/messages/audit.ts';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import { fromWireReceipt } from '../../protocol/work/job.ts';
import { buildReceiptTree } from '../../protocol/work/receiptTree.ts';
import type { ServedJobs } from '../journal/servedJobs.ts';
import type { Exchange, Network } from '../network/network.ts';

export type OpenerComponents = {
  readonly network: Pick<Network, 'handle'>;
  readonly jobs: Pick<ServedJobs, 'epoch' | 'jobsOf'>;
  /** Tells whether a peer belongs to an active operator; nobody else may see inputs. */
  readonly isMember: (peerId: string) => Promise<boolean>;
};

export type Opener = { readonly start: () => Promise<void>; readonly answer: (exchange: Exchange) => Promise<void> };

/** Creates the service that opens receipts of sealed epochs to verifiers, where the client agreed to it. */
export function createOpener({ network, jobs, isMember }: OpenerComponents): Opener {
  const open = async ({ epoch, index }: AuditRequest, peerId: string): Promise<AuditReply> => {
    if (!(await isMember(peerId))) return { type: 'refused', reason: 'no-consent' };
    const sealed = jobs.epoch(epoch);
    if (!sealed || sealed.state === 'sealing') return { type: 'refused', reason: 'not-sealed' };
    const served = jobs.jobsOf(epoch);
    const job = served[index];
    if (!job) return { type: 'refused', reason: 'unknown' };
    if (!job.input) return { type: 'refused', reason: 'no-consent' };
    const tree = buildReceiptTree(served.map(({ receipt }) => fromWireReceipt(receipt)));
    const { receipt, signature, manifest, input } = job;
    return { type: 'opened', receipt, signature, path: [...tree.path(index)], input: new Uint8Array(input), manifest };
  };
  const answer = async ({ request, peerId, reply }: Exchange): Promise<void> => {
    await reply(encodeMessage(auditReplyMessage, await open(decodeMessage(auditRequestMessage, request), peerId)));
  };
  return {
    start: () => network.handle(AUDIT_PROTOCOL, { maxBytes: auditRequestMessage.maxBytes }, answer),
    answer,
  };
}
