import type { ReactNode } from 'react';
import type { Address } from 'viem';
import { useConnection } from 'wagmi';
import { Empty } from '../ui/Notice.tsx';
import { WalletButton } from './WalletButton.tsx';

export type NeedsWalletProps = {
  /** What the wallet is for: "to deposit a text". */
  readonly why: string;
  readonly children: (address: Address) => ReactNode;
};

/** Shows its children once someone is signed in; a way to sign in until then. */
export function NeedsWallet({ why, children }: NeedsWalletProps) {
  const { address } = useConnection();
  if (address) return <>{children(address)}</>;
  return (
    <Empty>
      <div className="stack">
        <p>Connect a wallet {why}.</p>
        <div>
          <WalletButton />
        </div>
      </div>
    </Empty>
  );
}
