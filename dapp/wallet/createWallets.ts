import { type Config, type CreateConnectorFn, createConfig, http, injected } from 'wagmi';
import type { Configuration } from '../../protocol/http/configuration.ts';
import { toChain } from './commonsChain.ts';
import { createDevelopmentProvider, type DevelopmentProvider } from './developmentProvider.ts';
import { isLocalChain } from './isLocalChain.ts';

export const DEVELOPMENT_CONNECTOR = 'tilthDevelopment';

export type Wallets = {
  readonly config: Config;
  /** Null unless the chain is local and the commons published its test accounts. */
  readonly development: DevelopmentProvider | null;
};

/** Finds injected wallets (EIP-6963) and adds the development wallet on a local chain. */
export function createWallets(configuration: Configuration): Wallets {
  const chain = toChain(configuration);
  const accounts = isLocalChain(configuration) ? (configuration.development?.accounts ?? []) : [];
  const development = accounts.length > 0 ? createDevelopmentProvider({ accounts, chain, ...memory() }) : null;
  const config = createConfig({
    chains: [chain],
    connectors: development ? [developmentConnector(development)] : [],
    multiInjectedProviderDiscovery: true,
    transports: { [chain.id]: http(configuration.rpcUrl) },
    pollingInterval: isLocalChain(configuration) ? 500 : 4000,
  });
  return { config, development };
}

/** Keeps the chosen test account over a reload of the page, as an extension would. */
function memory() {
  return {
    remembered: localStorage.getItem(DEVELOPMENT_CONNECTOR),
    onSelect: (name: string | null) =>
      name === null
        ? localStorage.removeItem(DEVELOPMENT_CONNECTOR)
        : localStorage.setItem(DEVELOPMENT_CONNECTOR, name),
  };
}

function developmentConnector(provider: DevelopmentProvider): CreateConnectorFn {
  return injected({
    target: { id: DEVELOPMENT_CONNECTOR, name: 'Development wallet', provider: provider as never },
  });
}
