import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Address } from 'viem';
import { useSignTypedData } from 'wagmi';
import { depositKey } from '../../../protocol/manifest/identifier.ts';
import { withdrawalTypedData } from '../../../protocol/typedData/withdrawal.ts';
import { useConfiguration } from '../../api/ConfigurationContext.tsx';
import { tryGates } from '../../api/tryGates.ts';
import { sendWithdrawal } from './depositClient.ts';

/** Has the depositor sign a withdrawal; a gate puts it on chain. */
export function useWithdraw(depositor: Address) {
  const { chainId, contracts, apiUrls } = useConfiguration();
  const { mutateAsync: sign } = useSignTypedData();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      const { consentRegistry } = contracts;
      const typedData = withdrawalTypedData({ chainId, consentRegistry, deposit: depositKey(id), depositor });
      const signature = await sign({ ...typedData, account: depositor });
      await tryGates(apiUrls, (api) => sendWithdrawal(api, id, signature));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['index', 'deposits'] }),
  });
}
