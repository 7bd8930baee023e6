import type { Address, LocalAccount } from 'viem';
import { depositKey } from '../../protocol/manifest/identifier.ts';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import { GRANT_PROTOCOL, grantReplyMessage, grantRequestMessage } from '../../protocol/messages/grant.ts';
import { grantTypedData } from '../../protocol/typedData/grant.ts';
import type { Network } from '../network/network.ts';
import type { KeyRequest, ReleaseKeys } from './releaseKeys.ts';

type Options = {
  readonly network: Pick<Network, 'call' | 'peerId'>;
  readonly account: LocalAccount;
  readonly chainId: number;
  readonly consentRegistry: Address;
  /** Peers that accept deposits, to be asked in turn. */
  readonly custodians: () => readonly string[];
  /** Set when this node accepts deposits itself. */
  readonly release?: ReleaseKeys;
};

/** Content keys by deposit, and why the others were refused. */
type Granted = {
  readonly keys: ReadonlyMap<string, Uint8Array>;
  readonly refused: ReadonlyMap<string, string>;
};

export type RequestKeys = (request: KeyRequest & { readonly signal?: AbortSignal }) => Promise<Granted>;

const DEPOSITS_PER_CALL = 512;
const VALID_SECONDS = 120;

/** Returns what asks custodians for content keys, this node first. A deposit nobody knows is refused as "unknown". */
export function createRequestKeys(options: Options): RequestKeys {
  return async ({ signal, ...request }) => {
    const keys = new Map<string, Uint8Array>();
    const refused = new Map<string, string>(request.deposits.map((deposit) => [deposit, 'unknown']));
    const take = (answer: Awaited<ReturnType<ReleaseKeys>>) => {
      for (const { deposit, key } of answer.keys) {
        if (refused.delete(deposit)) keys.set(deposit, new Uint8Array(key));
      }
      for (const { deposit, reason } of answer.refused) {
        if (refused.get(deposit) === 'unknown') refused.set(deposit, reason);
      }
    };
    const missing = () => [...refused].filter(([, reason]) => reason === 'unknown').map(([deposit]) => deposit);
    if (options.release) take(await options.release(request, options.account.address));
    for (const peer of options.custodians()) {
      if (peer === options.network.peerId) continue;
      const wanted = missing();
      for (let at = 0; at < wanted.length; at += DEPOSITS_PER_CALL) {
        const deposits = wanted.slice(at, at + DEPOSITS_PER_CALL);
        signal?.throwIfAborted();
        const answer = await ask(options, peer, { ...request, deposits }, signal).catch(() => null);
        if (!answer) break;
        take(answer);
      }
    }
    signal?.throwIfAborted();
    return { keys, refused };
  };
}

async function ask(options: Options, peer: string, request: KeyRequest, signal: AbortSignal | undefined) {
  const frame = encodeMessage(grantRequestMessage, await sign(options, request));
  const call = { protocol: GRANT_PROTOCOL, maxBytes: grantReplyMessage.maxBytes, ...(signal ? { signal } : {}) };
  for await (const reply of options.network.call(peer, frame, call)) return decodeMessage(grantReplyMessage, reply);
  return null;
}

async function sign({ account, chainId, consentRegistry }: Options, request: KeyRequest) {
  const expiresAt = Math.floor(Date.now() / 1000) + VALID_SECONDS;
  const { purpose, snapshot, deposits } = request;
  const typed = grantTypedData({
    chainId,
    consentRegistry,
    request: {
      purpose,
      snapshot,
      deposits: deposits.map(depositKey),
      requester: account.address,
      expiresAt: BigInt(expiresAt),
    },
  });
  const signature = await account.signTypedData(typed);
  return { purpose, snapshot, deposits: [...deposits], requester: account.address, expiresAt, signature };
}
