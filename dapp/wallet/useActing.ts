import { useMemo } from 'react';
import { type Config, useConfig, useConnection } from 'wagmi';
import { signTypedData } from 'wagmi/actions';
import type { Connection } from '../../client/connection.ts';
import type { Signer } from '../../client/signer.ts';
import { useCommons } from '../api/CommonsContext.tsx';

/** This commons with the connected wallet acting; verbs that sign refuse while none is connected. */
export function useActing(): Connection {
  const commons = useCommons();
  const config = useConfig();
  const { address } = useConnection();
  return useMemo(
    () => ({ ...commons, signer: address ? toSigner(config, address) : null }),
    [commons, config, address],
  );
}

function toSigner(config: Config, address: Signer['address']): Signer {
  return {
    address,
    signTypedData: (typedData) => signTypedData(config, { ...typedData, account: address }),
    sendTransaction: async (transaction, target) => {
      const { sendFromWallet } = await import('./sendFromWallet.ts');
      return sendFromWallet(config, address)(transaction, target);
    },
  };
}
