import { useRef } from 'react';
import { useConnection } from 'wagmi';
import { Button } from '../ui/Button.tsx';
import { useAccountName } from './useAccountName.ts';
import { WalletDialog } from './WalletDialog.tsx';

/** Says who is signed in and opens the wallet dialog. */
export function WalletButton({ label = 'Connect wallet' }: { readonly label?: string }) {
  const { address } = useConnection();
  const accountName = useAccountName();
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <Button kind={address ? 'plain' : 'primary'} onClick={() => dialog.current?.showModal()}>
        {address ? (
          <>
            <span className="hidden">Signed in as </span>
            {accountName(address)}
          </>
        ) : (
          label
        )}
      </Button>
      <WalletDialog dialog={dialog} />
    </>
  );
}
