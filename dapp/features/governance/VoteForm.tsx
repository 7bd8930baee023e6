import type { Address } from 'viem';
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
  const { contracts } = useConfiguration();
  const send = useSend();
  const cast = proposal.votes.find((vote) => vote.voter.toLowerCase() === voter.toLowerCase());
  if (cast) {
    return (
      <p role="status">
        You voted <strong>{cast.support}</strong>.
      </p>
    );
  }
  const vote = (support: number) =>
    send.mutate({
      address: contracts.commonsGovernor,
      abi: commonsGovernorAbi,
      functionName: 'castVote',
      args: [BigInt(proposal.id), support],
    });
  return (
    <div className="stack tight">
      <fieldset>
        <legend className="hidden">Vote on {proposal.title}</legend>
        <div className="row">
          {CHOICES.map(([word, support]) => (
            <Button key={word} onClick={() => vote(support)} busy={send.isPending || send.isSuccess}>
              {word}
            </Button>
          ))}
          {send.isPending && <span role="status">Waiting for your signature…</span>}
          {send.isSuccess && <span role="status">Your vote is in; the count follows.</span>}
        </div>
      </fieldset>
      {send.error && <Failure error={send.error} />}
    </div>
  );
}
