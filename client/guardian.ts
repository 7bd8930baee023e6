import { encodeAbiParameters, type Hex, keccak256 } from 'viem';
import { type Acted, act } from './act.ts';
import type { Connection } from './connection.ts';
import { type Proposal, toHashedCalls } from './proposal.ts';

/** A decision that waits, and why the guardian steps in; the reason goes into the audit log. */
export type GuardianAct = { readonly proposalId: bigint; readonly reason: string };

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
 * await client.guardian.delay({ proposalId, reason: 'The call names another contract than the words do.' });
 */
export function guardian(connection: Connection) {
  const contract = 'guardian';
  const step =
    (functionName: 'delayDecision' | 'cancelDecision') =>
    ({ proposalId, reason }: GuardianAct): Promise<Acted> =>
      act(connection, { contract, functionName, args: [proposalId, reason] });
  return {
    /** Approves, as one of the guardian's accounts, that a decision wait longer. */
    delay: step('delayDecision'),
    /** Approves, as one of the guardian's accounts, that a decision be cancelled. */
    cancel: step('cancelDecision'),
    /** What the guardian did to a decision. */
    effect: async (proposal: Proposal) => {
      const args = [proposal.proposalId, callsHash(proposal)] as const;
      const [delay, cancelled] = await connection.chain.read({ contract, functionName: 'effectOf', args });
      return { delay, cancelled };
    },
  };
}

/** The governor's hash of the calls of a proposal without its words: two proposals of the same calls share it. */
function callsHash(proposal: Proposal): Hex {
  const [targets, values, calldatas] = toHashedCalls(proposal);
  const types = [{ type: 'address[]' }, { type: 'uint256[]' }, { type: 'bytes[]' }] as const;
  return keccak256(encodeAbiParameters(types, [targets, values, calldatas]));
}
