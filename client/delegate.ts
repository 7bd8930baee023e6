import type { Address } from 'viem';
import { type Acted, act } from './act.ts';
import { type Connection, signerOf } from './connection.ts';

/**
 * Lends the voice in the contributor chamber to another member; it comes home by itself when the term is over.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.delegate({ to: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' });
 */
export function delegate(connection: Connection, { to }: { readonly to: Address }): Promise<Acted> {
  return act(connection, { contract: 'contributorRoll', functionName: 'delegate', args: [to] });
}

/**
 * Takes a lent voice back before its term is over.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.takeBack();
 */
export function takeBack(connection: Connection): Promise<Acted> {
  return delegate(connection, { to: signerOf(connection).address });
}
