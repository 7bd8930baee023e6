import { type Acted, act } from './act.ts';
import type { Connection } from './connection.ts';

/**
 * Objects to a proposal that has passed: enough objections lengthen its waiting time, or send it to a second reading.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const proposalId: bigint;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.object({ proposalId });
 */
export function object(connection: Connection, { proposalId }: { readonly proposalId: bigint }): Promise<Acted> {
  return act(connection, { contract: 'decisionRegister', functionName: 'object', args: [proposalId] });
}
