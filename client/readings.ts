import { type Acted, act } from './act.ts';
import type { Connection } from './connection.ts';
import { type Proposal, toHashedCalls } from './proposal.ts';

/**
 * Records that a proposal passed once, where the same calls must pass a second, later vote.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const proposalId: bigint;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.recordReading(await client.findProposal({ proposalId }));
 */
export function recordReading(connection: Connection, proposal: Proposal): Promise<Acted> {
  const args = toHashedCalls(proposal);
  return act(connection, { contract: 'decisionRegister', functionName: 'recordReading', args });
}

/**
 * Records that the technical chamber alone refused a proposal; after enough refusals the people decide it by two thirds.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const proposalId: bigint;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.recordRefusal(await client.findProposal({ proposalId }));
 */
export function recordRefusal(connection: Connection, proposal: Proposal): Promise<Acted> {
  const args = toHashedCalls(proposal);
  return act(connection, { contract: 'decisionRegister', functionName: 'recordRefusal', args });
}

/**
 * Frees the place of a proposal whose vote is over; sponsors of one that hardly anybody wanted then rest for a while.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const proposalId: bigint;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.conclude({ proposalId });
 */
export function conclude(connection: Connection, { proposalId }: { readonly proposalId: bigint }): Promise<Acted> {
  return act(connection, { contract: 'agenda', functionName: 'conclude', args: [proposalId] });
}

/**
 * Takes a proposal back before its vote opens; only its proposer can.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const proposalId: bigint;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.cancel(await client.findProposal({ proposalId }));
 */
export function cancel(connection: Connection, proposal: Proposal): Promise<Acted> {
  return act(connection, { contract: 'commonsGovernor', functionName: 'cancel', args: toHashedCalls(proposal) });
}
