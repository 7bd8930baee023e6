import type { Address } from 'viem';
import {
  AUDIT_PROTOCOL,
  type AuditReply,
  type AuditRequest,
  auditReplyMessage,
  auditRequestMessage,
} from '../../protocol/messages/audit.ts';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import { jobIdOf, verifyResult } from '../../protocol/work/job.ts';
import type { SigningDomain } from '../../protocol/work/workReceipt.ts';
import type { ServedJobs } from '../journal/servedJobs.ts';
import type { Exchange, Network } from '../network/network.ts';

export type OpenerComponents = {
  readonly network: Pick<Network, 'handle'>;
  readonly domain: SigningDomain;
  readonly jobs: Pick<ServedJobs, 'epoch' | 'jobAt' | 'keepResult'>;
  /** The active operator that a peer is bound to; nobody else is shown anything. */
  readonly operatorOfPeer: (peerId: string) => Promise<{ readonly account: Address } | null>;
};

export type Opener = { readonly start: () => Promise<void>; readonly answer: (exchange: Exchange) => Promise<void> };

/**
 * Creates the service that opens receipts of sealed epochs to verifiers. Who shows the asker's consent and a result of its
 * own, signed, is told the salt of the claimed output, and nobody before.
 */
export function createOpener({ network, domain, jobs, operatorOfPeer }: OpenerComponents): Opener {
  const open = async (request: AuditRequest, peerId: string): Promise<AuditReply> => {
    const verifier = (await operatorOfPeer(peerId))?.account;
    if (!verifier) return { type: 'refused', reason: 'stranger' };
    const { epoch, index } = request;
    const sealed = jobs.epoch(epoch);
    if (!sealed || sealed.state === 'sealing') return { type: 'refused', reason: 'not-sealed' };
    const job = jobs.jobAt(epoch, index);
    if (!job) return { type: 'refused', reason: 'unknown' };
    const { manifest, order, outputSalt, withheld } = job;
    const { jobId } = job.receipt;
    const { salt } = request;
    const isOpen = salt !== null && jobIdOf({ isOpenable: true, salt }) === jobId;
    if (request.type === 'show') return { type: 'shown', order, manifest, withheld: isOpen ? [...withheld] : [] };
    if (!isOpen) return { type: 'refused', reason: 'no-consent' };
    const { result, signature } = request;
    if (!(await verifyResult(domain, { jobId, result, verifier }, signature)))
      return { type: 'refused', reason: 'stranger' };
    // A result that was given once is final: a second, other one is told nothing.
    if (!(await jobs.keepResult({ jobId, verifier, result, signature })))
      return { type: 'refused', reason: 'stranger' };
    return { type: 'opened', outputSalt };
  };
  const answer = async ({ request, peerId, reply }: Exchange): Promise<void> => {
    await reply(encodeMessage(auditReplyMessage, await open(decodeMessage(auditRequestMessage, request), peerId)));
  };
  return {
    start: () => network.handle(AUDIT_PROTOCOL, { maxBytes: auditRequestMessage.maxBytes }, answer),
    answer,
  };
}
