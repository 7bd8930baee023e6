import type { Address, Hash } from 'viem';
import type { Connection } from './connection.ts';
import { send } from './send.ts';

/**
 * Lends the voice in the contributor chamber to another member for a term; naming oneself takes it back.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.delegate({ to: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' });
 */
export async function delegate(
  connection: Connection,
  { to }: { readonly to: Address },
): Promise<{ readonly transaction: Hash }> {
  const call = { contract: 'contributorRoll', functionName: 'delegate', args: [to] } as const;
  return { transaction: (await send(connection, call)).transactionHash };
}
