import { setTimeout as sleep } from 'node:timers/promises';
import type { Address, LocalAccount } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { depositKey } from '../../protocol/manifest/identifier.ts';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import { GRANT_PROTOCOL, grantReplyMessage, grantRequestMessage } from '../../protocol/messages/grant.ts';
import { grantTypedData } from '../../protocol/typedData/grant.ts';
import type { Network } from '../network/network.ts';
import { within } from '../within.ts';
import { type KeyRequest, LATER, type ReleaseKeys } from './releaseKeys.ts';

type Options = {
  readonly network: Pick<Network, 'call' | 'peerId'>;
  readonly account: LocalAccount;
  readonly chainId: number;
  readonly consentRegistry: Address;
  /** Peers that accept deposits, to be asked in turn. */
  readonly custodians: () => readonly string[];
  /** Set when this node accepts deposits itself. */
  readonly release?: ReleaseKeys;
  /** The pause before a custodian is asked again that gave all it gives in an hour. */
  readonly pauseMs?: number;
};

/** Content keys by deposit, and why the others were refused. */
type Granted = {
  readonly keys: ReadonlyMap<string, Uint8Array>;
  /** Other keys that were given for the same deposits: any custodian may lie, and only the ciphertext tells which one opens. */
  readonly spare: ReadonlyMap<string, readonly Uint8Array[]>;
  readonly refused: ReadonlyMap<string, string>;
};

type Asking = {
  readonly signal?: AbortSignal;
  /** How long a custodian that says "later" is waited for; as often as it says so when absent. */
  readonly patienceMs?: number;
};

export type RequestKeys = (request: KeyRequest & Asking) => Promise<Granted>;

const DEPOSITS_PER_CALL = 512;
const VALID_SECONDS = 120;
/** A call that wants the keys of many texts makes a custodian read as many manifests. */
const CALL_MS = 15_000;
const PAUSE_MS = 60_000;
/** So often a custodian may say "later"; then its word is taken as a no. */
const MOST_PAUSES = 90;
/** An honest one gives some keys in each pause. */
const MOST_IDLE_PAUSES = 2;

/** Returns what asks custodians for content keys, this node first. A deposit nobody knows is refused as "unknown". */
export function createRequestKeys(options: Options): RequestKeys {
  const { pauseMs = PAUSE_MS } = options;
  return async ({ signal, patienceMs = MOST_PAUSES * pauseMs, ...request }) => {
    const keys = new Map<string, Uint8Array>();
    const spare = new Map<string, readonly Uint8Array[]>();
    const refused = new Map<string, string>(request.deposits.map((deposit) => [deposit, 'unknown']));
    const isOpen = (deposit: string) => ['unknown', LATER].includes(refused.get(deposit) ?? '');
    const take = (answer: Awaited<ReturnType<ReleaseKeys>>) => {
      for (const [deposit, key] of new Map(answer.keys.map((it) => [it.deposit, new Uint8Array(it.key)]))) {
        if (refused.delete(deposit)) keys.set(deposit, key);
        else if (keys.has(deposit)) spare.set(deposit, [...(spare.get(deposit) ?? []), key]);
      }
      for (const { deposit, reason } of answer.refused) {
        if (isOpen(deposit) && reason !== 'unknown') refused.set(deposit, reason);
      }
    };
    const stillOpen = () => [...refused.keys()].filter(isOpen);
    const askPeer = async (peer: string, wanted: readonly string[]) => {
      // All of them, whatever others answered by now: who answers first may lie.
      for (let at = 0; at < wanted.length; at += DEPOSITS_PER_CALL) {
        const deposits = wanted.slice(at, at + DEPOSITS_PER_CALL);
        take(await ask(options, peer, { ...request, deposits }, signal));
      }
    };
    const askAll = async () => {
      const { release, account } = options;
      if (release) take(await release({ ...request, deposits: stillOpen() }, account.address));
      const wanted = stillOpen();
      const others = options.custodians().filter((peer) => peer !== options.network.peerId);
      // At the same time, so that a silent one delays nobody.
      await Promise.allSettled(others.map((peer) => askPeer(peer, wanted)));
      signal?.throwIfAborted();
    };
    await askAll();
    let idle = 0;
    for (let waited = 0; waited < patienceMs && [...refused.values()].includes(LATER); waited += pauseMs) {
      const before = keys.size;
      await sleep(pauseMs, undefined, signal ? { signal } : {});
      await askAll();
      idle = keys.size > before ? 0 : idle + 1;
      if (idle === MOST_IDLE_PAUSES) break;
    }
    signal?.throwIfAborted();
    return { keys, spare, refused };
  };
}

async function ask(options: Options, peer: string, request: KeyRequest, signal: AbortSignal | undefined) {
  const frame = encodeMessage(grantRequestMessage, await sign(options, request));
  const { maxBytes } = grantReplyMessage;
  return within(CALL_MS, signal, async (ended) => {
    for await (const reply of options.network.call(peer, frame, { protocol: GRANT_PROTOCOL, maxBytes, signal: ended }))
      return decodeMessage(grantReplyMessage, reply);
    throw new NoReplyError(peer);
  });
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

/** A custodian ended a call without a word. */
class NoReplyError extends BaseError {
  override readonly name = 'NoReplyError';
  override readonly kind = 'unavailable';
  constructor(peer: string) {
    super('The custodian gave no reply.', { values: { peer } });
  }
}
