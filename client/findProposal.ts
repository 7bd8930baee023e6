import { BaseError } from '../protocol/errors/BaseError.ts';
import type { Connection } from './connection.ts';
import type { Proposal } from './proposal.ts';

/**
 * The calls and words of a proposal as the chain recorded them when its vote was opened, so that nobody needs to keep a file.
 * @throws NoProposalError
 * @example
 * import { createClient } from 'tilth/client';
 *
 * declare const proposalId: bigint;
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { description } = await client.findProposal({ proposalId });
 */
export async function findProposal(
  { chain }: Connection,
  { proposalId }: { readonly proposalId: bigint },
): Promise<Proposal> {
  const opened = await chain.events({ contract: 'commonsGovernor', eventName: 'ProposalCreated' });
  const found = opened.find((it) => it.args.proposalId === proposalId);
  if (!found) throw new NoProposalError(proposalId);
  const { targets, values, calldatas, description } = found.args;
  const actions = targets.map((target, i) => ({
    target,
    value: values[i] ?? 0n,
    calldata: calldatas[i] ?? '0x',
  }));
  return { proposalId, actions, description };
}

/** No vote was ever opened under a number. */
export class NoProposalError extends BaseError {
  override readonly name = 'NoProposalError';
  override readonly kind = 'missing';
  constructor(proposalId: bigint) {
    super(`There is no proposal ${proposalId}.`, { hint: 'Copy its number from the governance page or the index.' });
  }
}
