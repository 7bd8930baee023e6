import { type Acted, act } from './act.ts';
import type { Connection } from './connection.ts';
import { draftProposal, type Proposal, type ProposalWords, toCalls } from './proposal.ts';

/**
 * Opens a vote, on new words or on a draft that members have sponsored.
 * @throws ContractRefusedError, among others when sponsors are missing; CannotSendError
 * @example
 * import { adoptMixture, createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const actions = [adoptMixture(client.endpoints, [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250])];
 * const { proposalId } = await client.propose({ title: 'A little more narrative', actions });
 */
export async function propose(connection: Connection, options: ProposalWords | Proposal): Promise<Proposal & Acted> {
  const proposal = 'proposalId' in options ? options : await draftProposal(connection, options);
  const args = [...toCalls(proposal.actions), proposal.description] as const;
  return { ...proposal, ...(await act(connection, { contract: 'commonsGovernor', functionName: 'propose', args })) };
}
