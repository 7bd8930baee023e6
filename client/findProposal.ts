import { BaseError } from '../protocol/errors/BaseError.ts';
import type { Connection } from './connection.ts';
import { type Proposal, type ProposalState, proposalState } from './proposal.ts';

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

/** A proposal in a list. */
export type ListedProposal = {
  readonly proposalId: bigint;
  readonly state: ProposalState;
  /** The first line of its words. */
  readonly title: string;
};

/**
 * The proposals whose votes were opened last, the newest first.
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * for (const { proposalId, state, title } of await client.listProposals({ most: 3 })) console.log(proposalId, state, title);
 */
export async function listProposals(
  connection: Pick<Connection, 'chain'>,
  { most = 10 }: { readonly most?: number } = {},
): Promise<readonly ListedProposal[]> {
  const opened = await connection.chain.events({ contract: 'commonsGovernor', eventName: 'ProposalCreated' });
  const newest = opened.slice(-most).reverse();
  return Promise.all(
    newest.map(async ({ args: { proposalId, description } }) => {
      const [title = ''] = description.replace(/#proposer=0x[0-9a-f]{40}$/i, '').split(/\r?\n/, 1);
      return { proposalId, state: await proposalState(connection, { proposalId }), title };
    }),
  );
}

/** No vote was ever opened under a number. */
export class NoProposalError extends BaseError {
  override readonly name = 'NoProposalError';
  override readonly kind = 'missing';
  constructor(proposalId: bigint) {
    super(`There is no proposal ${proposalId}.`, { hint: 'Copy its number from the governance page or the index.' });
  }
}
