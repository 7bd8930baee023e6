import type { Chain } from '../chain/chain.ts';
import type { StatementFacts } from './intake.ts';

/** Creates what asks an account that is a contract whether it signed something. */
export function createContractSignatures(chain: Pick<Chain, 'client'>): StatementFacts['isSignedByContract'] {
  return async ({ account, typedData, signature }) => {
    if ((await chain.client.getCode({ address: account })) === undefined) return false;
    return chain.client.verifyTypedData({ ...typedData, address: account, signature });
  };
}
