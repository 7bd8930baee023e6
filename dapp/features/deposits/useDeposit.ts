import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Address } from 'viem';
import { useSignTypedData } from 'wagmi';
import { type DraftOptions, draftDeposit } from '../../../protocol/manifest/draft.ts';
import { useConfiguration } from '../../api/ConfigurationContext.tsx';
import { tryGates } from '../../api/tryGates.ts';
import { type AcceptedDeposit, sendDeposit } from './depositClient.ts';
import { toStatement } from './statement.ts';

export type DepositStage = 'writing' | 'encrypting' | 'signing' | 'sending';

export type NewDeposit = Pick<DraftOptions, 'text' | 'register' | 'tier' | 'language' | 'label' | 'production'> & {
  readonly contributor: Address;
};

/** Encrypts a text on this machine, has the wallet sign, and hands it to a gate. */
export function useDeposit() {
  const { chainId, contracts, apiUrls } = useConfiguration();
  const { mutateAsync: sign } = useSignTypedData();
  const queries = useQueryClient();
  const [stage, setStage] = useState<DepositStage>('writing');

  const mutation = useMutation({
    mutationFn: async (deposit: NewDeposit): Promise<AcceptedDeposit> => {
      setStage('encrypting');
      const draft = await draftDeposit({ ...deposit, chainId });
      setStage('signing');
      const now = Math.floor(Date.now() / 1000);
      const statement = toStatement({ draft, chainId, depositLog: contracts.depositLog, now });
      const signature = await sign({ ...statement.typedData, account: deposit.contributor });
      setStage('sending');
      const { signedAt, expiresAt } = statement;
      return tryGates(apiUrls, (api) => sendDeposit(api, { draft, signature, signedAt, expiresAt }));
    },
    onSettled: () => {
      setStage('writing');
      return queries.invalidateQueries({ queryKey: ['index', 'deposits'] });
    },
  });
  return { mutation, stage };
}
