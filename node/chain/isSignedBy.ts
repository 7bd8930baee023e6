import { type Address, type Hex, type TypedDataDefinition, verifyTypedData } from 'viem';
import type { Chain } from './chain.ts';

/** Tells whether an account signed typed data; an account that is a contract says for itself (ERC-1271). */
export type IsSignedBy = (account: Address, typedData: TypedDataDefinition, signature: Hex) => Promise<boolean>;

/** Creates what checks signatures of any account; contracts are asked only where the key is not the account's own. */
export function createIsSignedBy({ client }: Pick<Chain, 'client'>): IsSignedBy {
  return async (address, typedData, signature) => {
    if (await verifyTypedData({ ...typedData, address, signature }).catch(() => false)) return true;
    if ((await client.getCode({ address })) === undefined) return false;
    return client.verifyTypedData({ ...typedData, address, signature });
  };
}
