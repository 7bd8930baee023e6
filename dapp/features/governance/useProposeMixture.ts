import { type Address, encodeFunctionData } from 'viem';
import { commonsGovernorAbi } from '../../../protocol/abi/CommonsGovernor.ts';
import { mixturePolicyAbi } from '../../../protocol/abi/MixturePolicy.ts';
import { useConfiguration } from '../../api/ConfigurationContext.tsx';
import { useSend } from '../../wallet/useSend.ts';

export type MixtureProposal = {
  readonly title: string;
  readonly reason: string;
  readonly shares: readonly number[];
  readonly proposer: Address;
};

/** Opens a vote on a new mixture. */
export function useProposeMixture() {
  const { contracts } = useConfiguration();
  const send = useSend();
  const propose = ({ title, reason, shares, proposer }: MixtureProposal, onDone: () => void) => {
    const calldata = encodeFunctionData({ abi: mixturePolicyAbi, functionName: 'adopt', args: [[...shares]] });
    send.mutate(
      {
        address: contracts.commonsGovernor,
        abi: commonsGovernorAbi,
        functionName: 'propose',
        args: [[contracts.mixturePolicy], [0n], [calldata], describe({ title, reason, proposer })],
      },
      { onSuccess: onDone },
    );
  };
  return { send, propose };
}

/** The suffix keeps others from opening the same proposal first and cancelling it (OpenZeppelin Governor). */
function describe({ title, reason, proposer }: Pick<MixtureProposal, 'title' | 'reason' | 'proposer'>): string {
  const opened = `Opened ${new Date().toISOString()}.`;
  return `${[title.trim(), reason.trim(), opened].filter(Boolean).join('\n\n')}#proposer=${proposer}`;
}
