import type { Config } from 'wagmi';
import { sendTransaction } from 'wagmi/actions';
import type { Signer } from '../../client/signer.ts';

/** Has the connected wallet send a transaction; loaded only by those who send one. */
export function sendFromWallet(config: Config, account: Signer['address']): NonNullable<Signer['sendTransaction']> {
  return (transaction, { chainId }) => sendTransaction(config, { ...transaction, account, chainId });
}
