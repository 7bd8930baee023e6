import type { Address } from 'viem';
import { useReadContract } from 'wagmi';
import { commonsGovernorAbi } from '../../../protocol/abi/CommonsGovernor.ts';
import { useConfiguration } from '../../api/ConfigurationContext.tsx';
import { Button } from '../../ui/Button.tsx';
import { Failure } from '../../ui/Notice.tsx';
import { useSend } from '../../wallet/useSend.ts';
import type { Proposal } from './proposals.ts';

/** Names of a vote and the number that the governor counts it by. */
const CHOICES = [
  ['For', 1],
  ['Against', 0],
  ['Abstain', 2],
] as const;

export type VoteFormProps = { readonly proposal: Proposal; readonly voter: Address };

/** Three ways to vote; the wallet signs the one that is pressed. Says so when the account has voted. */
export function VoteForm({ proposal, voter }: VoteFormProps) {
  const { chainId, contracts } = useConfiguration();
  const governor = { address: contracts.commonsGovernor, abi: commonsGovernorAbi } as const;
  const proposalId = BigInt(proposal.id);
  const send = useSend();
  const { data: hasVoted } = useReadContract({
    ...governor,
    chainId,
    functionName: 'hasVoted',
    args: [proposalId, voter],
    query: { refetchInterval: 3000 },
  });
  if (hasVoted || send.isSuccess) {
    const choice = CHOICES.find(([, support]) => support === send.variables?.args[1]);
    return <p role="status">{choice ? `Your vote is in: ${choice[0]}.` : 'You have voted.'}</p>;
  }
  const vote = (support: number) => send.mutate({ ...governor, functionName: 'castVote', args: [proposalId, support] });
  return (
    <div className="stack tight">
      <fieldset>
        <legend className="hidden">Vote on {proposal.title}</legend>
        <div className="row">
          {CHOICES.map(([word, support]) => (
            <Button key={word} onClick={() => vote(support)} busy={send.isPending}>
              {word}
            </Button>
          ))}
          {send.isPending && <span role="status">Waiting for your signature…</span>}
        </div>
      </fieldset>
      {send.error && <Failure error={send.error} />}
    </div>
  );
}
