import type { Hex } from 'viem';
import type { SendArgs } from '../protocol/abi/calls.ts';
import { type Acted, act } from './act.ts';
import type { Connection } from './connection.ts';

/** An expert by its number. */
export type ExpertQuestion = { readonly expertId: bigint };

/** The thresholds between which proofs of an expert pass and fail. */
export type Profile = SendArgs<'expertRegistry', 'setProfile'>[2];

/**
 * What an operator decides about its experts beside publishing them, which its node does.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.expert.retire({ expertId: 3n });
 */
export function expert(connection: Connection) {
  const contract = 'expertRegistry';
  return {
    /** Retires an expert for good. */
    retire: ({ expertId }: ExpertQuestion): Promise<Acted> =>
      act(connection, { contract, functionName: 'retire', args: [expertId] }),
    /** Fixes how proofs of an expert are judged for one model, before it uses it; once. */
    setProfile: ({
      expertId,
      modelHash,
      profile,
    }: ExpertQuestion & { readonly modelHash: Hex; readonly profile: Profile }): Promise<Acted> =>
      act(connection, { contract, functionName: 'setProfile', args: [expertId, modelHash, profile] }),
    /** Moves an expert to the account that its operator acts by after a change of keys; anyone may. */
    follow: ({ expertId }: ExpertQuestion): Promise<Acted> =>
      act(connection, { contract, functionName: 'followIdentity', args: [expertId] }),
  };
}
