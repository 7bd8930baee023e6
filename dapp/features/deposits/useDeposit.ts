import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type DepositOptions, type DepositStage, deposit } from '../../../client/deposit.ts';
import { useActing } from '../../wallet/useActing.ts';

/** Encrypts a text on this machine, has the wallet sign, and hands it to a gate. */
export function useDeposit() {
  const acting = useActing();
  const queries = useQueryClient();
  const [stage, setStage] = useState<DepositStage | 'writing'>('writing');
  const mutation = useMutation({
    mutationFn: (text: DepositOptions) => deposit(acting, { ...text, onStage: setStage }),
    onSettled: () => {
      setStage('writing');
      return queries.invalidateQueries({ queryKey: ['index', 'deposits'] });
    },
  });
  return { mutation, stage };
}
