import { type Acted, act } from './act.ts';
import type { Connection } from './connection.ts';
import { type Proposal, toCalls } from './proposal.ts';

/** Why the guardian steps in; the reason of the last who agrees goes into the audit log. */
export type GuardianAct = { readonly proposal: Proposal; readonly reason: string };

/**
 * The guardian, several accounts that together may delay a decision once or cancel it once, and nothing else.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const proposalId: bigint;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const proposal = await client.findProposal({ proposalId });
 * await client.guardian.delay({ proposal, reason: 'The call names another contract than the words do.' });
 */
export function guardian(connection: Connection) {
  const contract = 'guardian';
  const { chain } = connection;
  const hashOf = (proposal: Proposal) =>
    chain.read({ contract: 'decisionRegister', functionName: 'hashCalls', args: toCalls(proposal.actions) });
  const step =
    (functionName: 'delayDecision' | 'cancelDecision') =>
    async ({ proposal, reason }: GuardianAct): Promise<Acted> => {
      const args = [proposal.proposalId, await hashOf(proposal), reason] as const;
      return act(connection, { contract, functionName, args });
    };
  return {
    /** Agrees, as one of the guardian's accounts, that a decision wait longer. */
    delay: step('delayDecision'),
    /** Agrees, as one of the guardian's accounts, that a decision be cancelled. */
    cancel: step('cancelDecision'),
    /** What the guardian did to a decision, and when its power ends. */
    show: async (proposal: Proposal) => {
      const args = [proposal.proposalId, await hashOf(proposal)] as const;
      const [delay, cancelled] = await chain.read({ contract, functionName: 'effectOf', args });
      return { delay, cancelled, powerEnds: await chain.read({ contract, functionName: 'endsAt' }) };
    },
  };
}
