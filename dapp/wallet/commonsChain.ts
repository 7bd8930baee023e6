import { type Chain, defineChain } from 'viem';
import type { Configuration } from '../../protocol/http/configuration.ts';

/** The chain of this commons as viem describes chains. */
export function toChain({ chainId, rpcUrl }: Pick<Configuration, 'chainId' | 'rpcUrl'>): Chain {
  return defineChain({
    id: chainId,
    name: 'Tilth commons',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
}
