import { type Address, concatHex, decodeErrorResult, type Hex, zeroHash } from 'viem';
import { loadAbi } from '../protocol/abi/abis.ts';
import type { Send } from '../protocol/abi/calls.ts';
import { depositKey } from '../protocol/manifest/identifier.ts';
import { TIERS, type Tier } from '../protocol/manifest/tier.ts';
import { tierChangeTypedData } from '../protocol/typedData/tierChange.ts';
import { withdrawalTypedData } from '../protocol/typedData/withdrawal.ts';
import { type Acted, actAndHear } from './act.ts';
import { type Connection, signerOf } from './connection.ts';
import { contributorOf } from './contributor.ts';

/** Deposits of one person, by their `sub:` identifiers. */
export type DepositsQuestion = {
  readonly ids: readonly string[];
  /** The account that deposited them; read in each manifest unless told. */
  readonly depositor?: Address;
};

/** What was taken of a batch: all but those that are named here, each with the reason in words. */
type Taken = Acted & { readonly skipped: readonly { readonly id: string; readonly reason: string }[] };

/**
 * Consent to many deposits at once: each is signed, and all go in one transaction. One that would fail alone is left out and told.
 * @throws ContractRefusedError, CannotSendError, BlockUnavailableError when no gate gives a manifest
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const ids: string[];
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.consents.changeTiers({ ids, tier: 'archive-only' });
 */
export function consents(connection: Connection) {
  const contract = 'consentRegistry';
  const { chain, endpoints } = connection;
  const { chainId, contracts } = endpoints;
  const { consentRegistry } = contracts;
  type Owned = { readonly deposit: Hex; readonly depositor: Address };
  const forEach = <T>({ ids, depositor }: DepositsQuestion, sign: (owned: Owned) => Promise<T>): Promise<T[]> =>
    Promise.all(
      ids.map(async (id) =>
        sign({ deposit: depositKey(id), depositor: depositor ?? (await contributorOf(connection, { id })) }),
      ),
    );
  const take = async <F extends 'changeTierMany' | 'withdrawMany'>(
    ids: readonly string[],
    call: Send<typeof contract, F>,
  ): Promise<Taken> => {
    const { transaction, events } = await actAndHear(connection, call, 'ConsentSkipped');
    const idOf = new Map(ids.map((id) => [depositKey(id), id]));
    const skipped = events.map(async ({ deposit, ...it }) => {
      const id = idOf.get(deposit) ?? deposit;
      return { id, reason: await describeSkipped({ id, ...it }) };
    });
    return { transaction, skipped: await Promise.all(skipped) };
  };
  return {
    /** Changes what may be done with all of them from now on. */
    changeTiers: async ({ tier, ...question }: DepositsQuestion & { readonly tier: Tier }): Promise<Taken> => {
      const { signTypedData } = signerOf(connection);
      const changes = await forEach(question, async (owned) => {
        const args = [owned.deposit, owned.depositor] as const;
        const last = await chain.read({ contract, functionName: 'nonceOf', args });
        const change = { ...owned, tier: TIERS.indexOf(tier), nonce: last + 1n };
        const signature = await signTypedData(tierChangeTypedData({ chainId, consentRegistry, change }));
        return { ...change, signature };
      });
      return take(question.ids, { contract, functionName: 'changeTierMany', args: [changes] });
    },
    /** Takes all of them back for good; gates erase them as they learn of it from the chain. */
    withdraw: async (question: DepositsQuestion): Promise<Taken> => {
      const { signTypedData } = signerOf(connection);
      const withdrawals = await forEach(question, async (owned) => {
        const signature = await signTypedData(withdrawalTypedData({ chainId, consentRegistry, ...owned }));
        return { ...owned, signature };
      });
      return take(question.ids, { contract, functionName: 'withdrawMany', args: [withdrawals] });
    },
  };
}

/** Why one of many was left out: the event names the error that it would have met alone, without its values. */
async function describeSkipped({ id, depositor, reason }: { id: string; depositor: Address; reason: Hex }) {
  const [abi, { describeRefusal }] = await Promise.all([
    loadAbi.consentRegistry(),
    import('../protocol/errors/refusals.ts'),
  ]);
  const { errorName } = decodeErrorResult({ abi, data: concatHex([reason, zeroHash, zeroHash]) });
  const args = { AlreadyWithdrawn: [id], NonceStale: ['unknown'] }[errorName as string] ?? [depositor];
  return describeRefusal({ name: errorName, args }).sentence;
}
