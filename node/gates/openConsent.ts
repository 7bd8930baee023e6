import type { Hex } from 'viem';
import {
  CONSENT_PROTOCOL,
  type ConsentReply,
  type ConsentRequest,
  consentReplyMessage,
  consentRequestMessage,
} from '../../protocol/messages/audit.ts';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import type { Exchange, Network } from '../network/network.ts';
import type { Opening } from './callExpert.ts';

export type ConsentOpenerComponents = {
  readonly network: Pick<Network, 'handle'>;
  /** What opens a job of this gate; null where its asker did not agree, and where there is no such job. */
  readonly openingOf: (jobId: Hex) => Opening | null;
  /** Tells whether the work of a job is sealed on chain: before it, its expert could still leave it out. */
  readonly isSealed: (jobId: Hex) => boolean;
  /** Tells whether a peer belongs to an active operator; nobody else may see inputs. */
  readonly isMember: (peerId: string) => Promise<boolean>;
};

/**
 * Creates the service by which a gate tells verifiers which of its jobs their askers opened to them, and what was asked in
 * those. Experts cannot tell such jobs from others while it is of use to them: until they are sealed.
 */
export function createConsentOpener({ network, openingOf, isSealed, isMember }: ConsentOpenerComponents) {
  const sealedOpening = (jobId: Hex) => (isSealed(jobId) ? openingOf(jobId) : null);

  const open = async (request: ConsentRequest, peerId: string): Promise<ConsentReply> => {
    if (!(await isMember(peerId))) return { type: 'refused', reason: 'stranger' };
    if (request.type === 'which') {
      const jobs = request.jobIds.flatMap((jobId) => {
        const opening = sealedOpening(jobId);
        return opening ? [{ jobId, salt: opening.salt }] : [];
      });
      return { type: 'openable', jobs };
    }
    const opening = sealedOpening(request.jobId);
    if (!opening) return { type: 'refused', reason: 'unknown' };
    return { type: 'input', input: new Uint8Array(opening.input) };
  };
  const answer = async ({ request, peerId, reply }: Exchange): Promise<void> => {
    await reply(encodeMessage(consentReplyMessage, await open(decodeMessage(consentRequestMessage, request), peerId)));
  };
  return {
    start: () => network.handle(CONSENT_PROTOCOL, { maxBytes: consentRequestMessage.maxBytes }, answer),
    answer,
  };
}
