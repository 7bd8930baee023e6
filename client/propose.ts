import { type Acted, act } from './act.ts';
import type { Connection } from './connection.ts';
import { draftProposal, type Proposal, type ProposalWords, toCalls } from './proposal.ts';
import { type SignedSponsorship, toSigned } from './sponsor.ts';

/**
 * Opens a vote, on new words or on a draft that members have sponsored; brings along sponsors who only signed. Who proposes is a
 * sponsor too, and need not sign.
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
export async function propose(
  connection: Connection,
  options: (ProposalWords | Proposal) & {
    readonly sponsors?: readonly SignedSponsorship[];
  },
): Promise<Proposal & Acted> {
  const proposal = 'proposalId' in options ? options : await draftProposal(connection, options);
  const args = [...toCalls(proposal.actions), proposal.description] as const;
  const { sponsors = [] } = options;
  const signed = [...args, sponsors.map(toSigned)] as const;
  const acted =
    sponsors.length === 0
      ? await act(connection, {
          contract: 'commonsGovernor',
          functionName: 'propose',
          args,
        })
      : await act(connection, {
          contract: 'agenda',
          functionName: 'proposeBySig',
          args: signed,
        });
  return { ...proposal, ...acted };
}
