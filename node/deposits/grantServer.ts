import { type Address, verifyTypedData } from 'viem';
import { depositKey } from '../../protocol/manifest/identifier.ts';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import {
  GRANT_PROTOCOL,
  type GrantReply,
  grantReplyMessage,
  grantRequestMessage,
  type WireGrantRequest,
} from '../../protocol/messages/grant.ts';
import { grantTypedData } from '../../protocol/typedData/grant.ts';
import type { Network } from '../network/network.ts';
import type { ReleaseKeys } from './releaseKeys.ts';

type Options = {
  readonly network: Pick<Network, 'handle'>;
  readonly chainId: number;
  readonly consentRegistry: Address;
  readonly release: ReleaseKeys;
  /** Whether the account is an active operator and the peer is bound to it. */
  readonly isOperatorAt: (account: Address, peerId: string) => Promise<boolean>;
  /** Unix seconds. */
  readonly now?: () => number;
};

/** A signed request may not outlive this, so that one which leaks is soon worthless. */
const LONGEST_SECONDS = 600;

/** Answers requests for content keys of deposits that were accepted here. */
export async function serveGrants(options: Options): Promise<void> {
  const now = options.now ?? (() => Math.floor(Date.now() / 1000));
  await options.network.handle(GRANT_PROTOCOL, { maxBytes: grantRequestMessage.maxBytes }, async (exchange) => {
    const request = decodeMessage(grantRequestMessage, exchange.request);
    const reason = await reasonAgainst(options, request, exchange.peerId, now());
    const answer = reason ? refuseAll(request, reason) : await options.release(request, request.requester);
    await exchange.reply(encodeMessage(grantReplyMessage, answer as GrantReply));
  });
}

async function reasonAgainst(
  options: Options,
  request: WireGrantRequest,
  peerId: string,
  now: number,
): Promise<string | null> {
  if (request.expiresAt <= now) return 'the request has expired';
  if (request.expiresAt > now + LONGEST_SECONDS) return `the request is valid for more than ${LONGEST_SECONDS} s`;
  const typed = grantTypedData({
    chainId: options.chainId,
    consentRegistry: options.consentRegistry,
    request: {
      purpose: request.purpose,
      snapshot: request.snapshot,
      deposits: request.deposits.map(depositKey),
      requester: request.requester,
      expiresAt: BigInt(request.expiresAt),
    },
  });
  const { requester: address, signature } = request;
  if (!(await verifyTypedData({ ...typed, address, signature }).catch(() => false)))
    return 'the signature is not valid';
  if (!(await options.isOperatorAt(address, peerId))) return 'the requester is no active operator at this peer';
  return null;
}

function refuseAll(request: WireGrantRequest, reason: string): GrantReply {
  return { keys: [], refused: request.deposits.map((deposit) => ({ deposit, reason })) };
}
