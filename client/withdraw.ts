import type { Address } from 'viem';
import { type WithdrawAnswer, withdrawAnswer } from '../protocol/http/deposits.ts';
import { depositKey } from '../protocol/manifest/identifier.ts';
import { withdrawalTypedData } from '../protocol/typedData/withdrawal.ts';
import { type Connection, signerOf } from './connection.ts';
import { contributorOf } from './contributor.ts';
import { askGates } from './gateway.ts';
import { type DepositQuestion, depositPath } from './read.ts';

/** The deposit that is withdrawn. */
export type WithdrawOptions = DepositQuestion & {
  /** The account that deposited it; read in its manifest unless told. */
  readonly depositor?: Address;
};

/**
 * Withdraws a deposit for good: the depositor signs, and any gate puts the withdrawal on chain.
 * @throws GateRefusedError with status 422 when the contract refused; BlockUnavailableError when no gate gives the manifest
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.withdraw({ id: 'sub:bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy' });
 */
export async function withdraw(
  connection: Connection,
  { id, signal, ...options }: WithdrawOptions,
): Promise<WithdrawAnswer> {
  const { signTypedData } = signerOf(connection);
  const { chainId, contracts, apiUrls } = connection.endpoints;
  const { consentRegistry } = contracts;
  // After a change of keys whoever signs is not the account that deposited.
  const depositor = options.depositor ?? (await contributorOf(connection, { id, ...(signal && { signal }) }));
  const deposit = depositKey(id);
  const signature = await signTypedData(withdrawalTypedData({ chainId, consentRegistry, deposit, depositor }));
  return askGates(apiUrls, {
    path: `${depositPath(id)}/withdraw`,
    schema: withdrawAnswer,
    body: { signature },
    signal,
  });
}
