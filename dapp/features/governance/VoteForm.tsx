import type { Address } from 'viem';
import { type Choice, vote } from '../../../client/vote.ts';
import { useChain } from '../../api/useChain.ts';
import { useAct } from '../../api/useIndex.ts';
import { Button } from '../../ui/Button.tsx';
import { Failure } from '../../ui/Notice.tsx';
import { useActing } from '../../wallet/useActing.ts';
import type { Proposal } from './proposals.ts';

const WORDS: Readonly<Record<Choice, string>> = { for: 'For', against: 'Against', abstain: 'Abstain' };
const SHOWN = ['for', 'against', 'abstain'] as const;

export type VoteFormProps = { readonly proposal: Proposal; readonly voter: Address };

/** Three ways to vote; the wallet signs the one that is pressed. Says so when the account has voted. */
export function VoteForm({ proposal, voter }: VoteFormProps) {
  const acting = useActing();
  const proposalId = BigInt(proposal.id);
  const cast = useAct((choice: Choice) => vote(acting, { proposalId, choice }));
  const { data: hasVoted } = useChain({
    key: ['hasVoted', proposal.id, voter],
    every: 3000,
    read: (chain) => chain.read({ contract: 'commonsGovernor', functionName: 'hasVoted', args: [proposalId, voter] }),
  });
  if (hasVoted || cast.isSuccess) {
    const word = cast.variables && WORDS[cast.variables];
    return <p role="status">{word ? `Your vote is in: ${word}.` : 'You have voted.'}</p>;
  }
  return (
    <div className="stack tight">
      <fieldset>
        <legend className="hidden">Vote on {proposal.title}</legend>
        <div className="row">
          {SHOWN.map((choice) => (
            <Button key={choice} onClick={() => cast.mutate(choice)} busy={cast.isPending}>
              {WORDS[choice]}
            </Button>
          ))}
          {cast.isPending && <span role="status">Waiting for your signature…</span>}
        </div>
      </fieldset>
      {cast.error && <Failure error={cast.error} />}
    </div>
  );
}
