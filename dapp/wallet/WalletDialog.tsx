import { type RefObject, useId } from 'react';
import { type Connector, useConnect, useConnection, useConnectors, useDisconnect } from 'wagmi';
import { useConfiguration } from '../api/CommonsContext.tsx';
import { Button } from '../ui/Button.tsx';
import { Failure } from '../ui/Notice.tsx';
import { shorten } from '../ui/shorten.ts';
import { DEVELOPMENT_CONNECTOR } from './createWallets.ts';
import { useDevelopmentWallet } from './DevelopmentWalletContext.tsx';

/** Lists the wallets of this browser, and on a local chain the test accounts that can sign. */
export function WalletDialog({ dialog }: { readonly dialog: RefObject<HTMLDialogElement | null> }) {
  const heading = useId();
  const connectors = useConnectors();
  const { address, connector: current } = useConnection();
  const connect = useConnect();
  const disconnect = useDisconnect();
  const development = useDevelopmentWallet();
  const accounts = useConfiguration().development?.accounts ?? [];
  const close = () => dialog.current?.close();
  const developmentConnector = connectors.find(({ id }) => id === DEVELOPMENT_CONNECTOR);
  const installed = connectors.filter(({ id }) => id !== DEVELOPMENT_CONNECTOR);

  const connectTo = (connector: Connector) => connect.mutate({ connector }, { onSuccess: close });
  const chooseAccount = (name: string) => {
    development?.select(name);
    if (!developmentConnector) return;
    if (current?.id === DEVELOPMENT_CONNECTOR) close();
    else connectTo(developmentConnector);
  };

  return (
    <dialog ref={dialog} aria-labelledby={heading}>
      <div className="stack">
        <div className="row apart">
          <h2 id={heading}>Wallet</h2>
          <Button kind="quiet" onClick={close}>
            Close
          </Button>
        </div>
        {connect.error && <Failure error={connect.error} />}
        {installed.map((connector) => (
          <Button key={connector.uid} onClick={() => connectTo(connector)} busy={connect.isPending}>
            {connector.name}
          </Button>
        ))}
        {installed.length === 0 && !development && (
          <p className="soft">No wallet was found. Install a browser wallet, then reload this page.</p>
        )}
        {development && (
          <div className="stack tight">
            <h3>Test accounts of this local commons</h3>
            <p className="soft small">They sign for real with public test keys. For this machine only.</p>
            {accounts.map((account) => (
              <button
                key={account.name}
                type="button"
                className="account"
                aria-pressed={account.address.toLowerCase() === address?.toLowerCase()}
                onClick={() => chooseAccount(account.name)}
              >
                <span>
                  {account.name} <span className="soft small">{account.roles.join(', ')}</span>
                </span>
                <span className="mono soft">{shorten(account.address, 6, 4)}</span>
              </button>
            ))}
          </div>
        )}
        {address && (
          <Button onClick={() => disconnect.mutate({}, { onSuccess: close })} kind="danger">
            Sign out
          </Button>
        )}
      </div>
    </dialog>
  );
}
