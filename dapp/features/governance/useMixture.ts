import { useReadContracts } from 'wagmi';
import { mixturePolicyAbi } from '../../../protocol/abi/MixturePolicy.ts';
import { useConfiguration } from '../../api/ConfigurationContext.tsx';
import type { Limits } from './mixture.ts';

export type Mixture = {
  readonly policyId: bigint;
  readonly registers: readonly string[];
  readonly shares: readonly number[];
  readonly limits: Limits;
};

/** The mixture in force and its limits, read from the chain itself. */
export function useMixture() {
  const { chainId, contracts } = useConfiguration();
  const contract = { address: contracts.mixturePolicy, abi: mixturePolicyAbi, chainId } as const;
  return useReadContracts({
    allowFailure: false,
    contracts: [
      { ...contract, functionName: 'registers' },
      { ...contract, functionName: 'current' },
      { ...contract, functionName: 'bounds' },
    ],
    query: {
      refetchInterval: 5000,
      select: ([registers, [policyId, shares], limits]): Mixture => ({
        policyId,
        registers,
        shares,
        limits,
      }),
    },
  });
}
