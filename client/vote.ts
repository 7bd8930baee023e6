import { z } from 'zod';
import { address, hex, longDecimal } from '../protocol/scalars.ts';
import { ballotTypedData } from '../protocol/typedData/ballot.ts';
import { type Acted, act } from './act.ts';
import { type Connection, signerOf } from './connection.ts';

/** Ways to vote, in the order of the governor's numbers. */
export const CHOICES = ['against', 'for', 'abstain'] as const;

/** What a vote says. */
export type Choice = (typeof CHOICES)[number];

/** A vote on a proposal. */
export type VoteOptions = { readonly proposalId: bigint; readonly choice: Choice };

/** A signed vote that anyone may send; JSON-safe. */
export const ballotSchema = z.object({
  proposalId: longDecimal,
  choice: z.enum(CHOICES),
  voter: address,
  signature: hex,
});

/** A signed vote, as it is passed on. */
export type SignedBallot = z.infer<typeof ballotSchema>;

/**
 * Votes on a proposal in every chamber that the account belongs to.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const proposalId: bigint;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.vote({ proposalId, choice: 'for' });
 */
export function vote(connection: Connection, { proposalId, choice }: VoteOptions): Promise<Acted> {
  const args = [proposalId, CHOICES.indexOf(choice)] as const;
  return act(connection, { contract: 'commonsGovernor', functionName: 'castVote', args });
}

/**
 * Signs a vote without sending it: anyone may relay it, so voting costs nothing.
 * @throws NoSignerError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const proposalId: bigint;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * console.log(JSON.stringify(await client.signBallot({ proposalId, choice: 'abstain' })));
 */
export async function signBallot(connection: Connection, { proposalId, choice }: VoteOptions): Promise<SignedBallot> {
  const { address: voter, signTypedData } = signerOf(connection);
  const { chainId, contracts } = connection.endpoints;
  const contract = 'commonsGovernor';
  const nonce = await connection.chain.read({ contract, functionName: 'nonces', args: [voter] });
  const ballot = { proposalId, support: CHOICES.indexOf(choice), voter, nonce };
  const signature = await signTypedData(ballotTypedData({ chainId, governor: contracts.commonsGovernor, ballot }));
  return { proposalId: proposalId.toString(), choice, voter, signature };
}

/**
 * Sends a vote that someone else signed.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount, type SignedBallot } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const ballot: SignedBallot;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.relayBallot(ballot);
 */
export function relayBallot(
  connection: Connection,
  { proposalId, choice, voter, signature }: SignedBallot,
): Promise<Acted> {
  const args = [BigInt(proposalId), CHOICES.indexOf(choice), voter, signature] as const;
  return act(connection, { contract: 'commonsGovernor', functionName: 'castVoteBySig', args });
}
