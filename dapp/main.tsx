import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { WagmiProvider } from 'wagmi';
import { App } from './App.tsx';
import { CommonsProvider } from './api/CommonsContext.tsx';
import { loadConfiguration } from './api/loadConfiguration.ts';
import { Failure } from './ui/Notice.tsx';
import { createWallets } from './wallet/createWallets.ts';
import { DevelopmentWalletProvider } from './wallet/DevelopmentWalletContext.tsx';

const root = createRoot(document.getElementById('root') as HTMLElement);

try {
  const configuration = await loadConfiguration();
  const { config, development } = createWallets(configuration);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 1000 } } });
  root.render(
    <StrictMode>
      <WagmiProvider config={config}>
        <QueryClientProvider client={queries}>
          <CommonsProvider configuration={configuration}>
            <DevelopmentWalletProvider value={development}>
              <App />
            </DevelopmentWalletProvider>
          </CommonsProvider>
        </QueryClientProvider>
      </WagmiProvider>
    </StrictMode>,
  );
} catch (error) {
  root.render(
    <main className="main stack">
      <h1>Tilth</h1>
      <Failure error={error} onRetry={() => window.location.reload()} />
    </main>,
  );
}
