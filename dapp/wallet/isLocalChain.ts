import type { Configuration } from '../../protocol/http/configuration.ts';

const LOCAL_CHAINS = [31337, 1337];
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Tells whether the chain runs on this machine with test money: only there may the page hold keys. */
export function isLocalChain({ chainId, rpcUrl }: Pick<Configuration, 'chainId' | 'rpcUrl'>): boolean {
  return LOCAL_CHAINS.includes(chainId) && LOOPBACK.includes(new URL(rpcUrl).hostname);
}
