import type { Hash } from 'viem';
import type { Connection } from './connection.ts';
import { send } from './send.ts';

/**
 * Supports a draft, so that its vote can be opened. The first who does keeps the draft open.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const proposalId: bigint;
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.sponsor({ proposalId });
 */
export async function sponsor(
  connection: Connection,
  { proposalId }: { readonly proposalId: bigint },
): Promise<{ readonly transaction: Hash }> {
  const call = { contract: 'commonsGovernor', functionName: 'sponsor', args: [proposalId] } as const;
  return { transaction: (await send(connection, call)).transactionHash };
}
