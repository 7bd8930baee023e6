import { useState } from 'react';
import { MixtureChart } from '../features/governance/MixtureChart.tsx';
import { ProposalCard } from '../features/governance/ProposalCard.tsx';
import { ProposeMixture } from '../features/governance/ProposeMixture.tsx';
import { useMixture } from '../features/governance/useMixture.ts';
import { useProposals } from '../features/governance/useProposals.ts';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { formatShare } from '../ui/formatShare.ts';
import { QueryView } from '../ui/QueryView.tsx';
import { Screen } from '../ui/Screen.tsx';
import { NeedsWallet } from '../wallet/NeedsWallet.tsx';

const PAGE = 10;

/** The mixture in force, what is proposed, and how to take part. */
export default function GovernancePage() {
  const [first, setFirst] = useState(PAGE);
  const mixture = useMixture();
  const proposals = useProposals(first);
  return (
    <Screen
      title="Governance"
      lead="Two chambers decide how texts are mixed for the next run. A proposal passes only if both agree."
    >
      <QueryView query={mixture} what="the mixture">
        {({ registers, shares, policyId, plan }) => (
          <Card title="Mixture in force" aside={<span className="soft small">number {String(policyId)}</span>}>
            <MixtureChart
              title="Share of each register"
              after={registers.map((register, i) => ({ register, basisPoints: shares[i] ?? 0 }))}
            />
            <p className="soft small">
              A run draws {plan.budget.toLocaleString('en')} bytes of text: at most {plan.epochCap} times from one text,
              at most {formatShare(plan.capBp)} from one person. One text in {plan.heldOutOneIn} is kept to check what
              was learnt.
            </p>
          </Card>
        )}
      </QueryView>
      <QueryView
        query={proposals}
        what="the proposals"
        isEmpty={(answer) => answer.proposals.totalCount === 0}
        empty="Nothing has been proposed yet. Open the first vote below."
      >
        {(answer) => (
          <div className="stack">
            {answer.proposals.nodes.map((proposal) => (
              <ProposalCard key={proposal.id} proposal={proposal} current={answer.currentPolicy?.shares} />
            ))}
            {answer.proposals.totalCount > answer.proposals.nodes.length && (
              <div>
                <Button onClick={() => setFirst((now) => now + PAGE)}>Show older proposals</Button>
              </div>
            )}
          </div>
        )}
      </QueryView>
      {mixture.data && (
        <NeedsWallet why="to propose a new mixture">
          {() => <ProposeMixture key={String(mixture.data.policyId)} mixture={mixture.data} />}
        </NeedsWallet>
      )}
    </Screen>
  );
}
