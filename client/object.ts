import type { Hash } from 'viem';
import type { Connection } from './connection.ts';
import { send } from './send.ts';

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
export async function object(
  connection: Connection,
  { proposalId }: { readonly proposalId: bigint },
): Promise<{ readonly transaction: Hash }> {
  const call = { contract: 'objectionRegister', functionName: 'object', args: [proposalId] } as const;
  return { transaction: (await send(connection, call)).transactionHash };
}
