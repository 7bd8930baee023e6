import { type Chain, createClient, type Hex, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { sendTransaction } from 'viem/actions';

export type SentTransaction = {
  readonly to?: Hex;
  readonly data?: Hex;
  readonly value?: Hex;
  readonly gas?: Hex;
};

/** Signs with a test key. Loaded only when something is signed: the curve is the largest part of a wallet. */
export function createDevelopmentSigner(privateKey: Hex, chain: Chain) {
  const account = privateKeyToAccount(privateKey);
  const client = createClient({ account, chain, transport: http(chain.rpcUrls.default.http[0]) });
  return {
    signMessage: (raw: Hex): Promise<Hex> => account.signMessage({ message: { raw } }),
    signTypedData: (json: string): Promise<Hex> => {
      const { domain, types, primaryType, message } = JSON.parse(json);
      // viem derives the domain's type itself and refuses a second definition.
      const { EIP712Domain: _, ...own } = types;
      return account.signTypedData({ domain, types: own, primaryType, message });
    },
    sendTransaction: ({ to, data, value, gas }: SentTransaction): Promise<Hex> =>
      sendTransaction(client, {
        ...(to ? { to } : {}),
        ...(data ? { data } : {}),
        ...(value ? { value: BigInt(value) } : {}),
        ...(gas ? { gas: BigInt(gas) } : {}),
      }),
  };
}
