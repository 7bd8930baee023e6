import type { Hash } from 'viem';
import { BaseError } from '../protocol/errors/BaseError.ts';
import type { Connection } from './connection.ts';
import { type Proposal, type ProposalState, proposalState, toHashedCalls } from './proposal.ts';
import { send } from './send.ts';

const STEPS: Readonly<Partial<Record<ProposalState, 'queue' | 'execute'>>> = { Succeeded: 'queue', Queued: 'execute' };

/** What was done for a proposal. */
export type Carried = { readonly step: 'queue' | 'execute'; readonly transaction: Hash };

/**
 * Moves a passed proposal on by one step: into the waiting time, or out of it and into force. Anyone may.
 * @throws NothingToCarryOutError unless it has passed or waits; ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount, type Proposal } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const proposal: Proposal;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const { step } = await client.carryOut(proposal);
 */
export async function carryOut(connection: Connection, proposal: Proposal): Promise<Carried> {
  const state = await proposalState(connection, proposal);
  const step = STEPS[state];
  if (!step) throw new NothingToCarryOutError(proposal.proposalId, state);
  const call = { contract: 'commonsGovernor', functionName: step, args: toHashedCalls(proposal) } as const;
  const { transactionHash } = await send(connection, call);
  return { step, transaction: transactionHash };
}

/** A proposal has not passed, or is in force already. */
export class NothingToCarryOutError extends BaseError {
  override readonly name = 'NothingToCarryOutError';
  override readonly kind = 'conflict';
  constructor(proposalId: bigint, state: ProposalState) {
    super('There is nothing to carry out for this proposal now.', { values: { proposalId, state } });
  }
}
