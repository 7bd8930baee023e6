import { useConnection } from 'wagmi';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { formatTime } from '../../ui/formatTime.ts';
import { Identifier } from '../../ui/Identifier.tsx';
import { NeedsWallet } from '../../wallet/NeedsWallet.tsx';
import { useAccountName } from '../../wallet/useAccountName.ts';
import { CarryOut } from './CarryOut.tsx';
import { ChamberTally } from './ChamberTally.tsx';
import { MixtureChart } from './MixtureChart.tsx';
import { callOf, type Proposal, reasonOf, type Share } from './proposals.ts';
import { Stops } from './Stops.tsx';
import { VoteForm } from './VoteForm.tsx';

const TONES: Readonly<Record<string, Tone>> = {
  active: 'busy',
  succeeded: 'good',
  queued: 'good',
  executed: 'good',
  defeated: 'bad',
  canceled: 'warn',
  expired: 'warn',
};

export type ProposalCardProps = { readonly proposal: Proposal; readonly current: readonly Share[] | undefined };

/** One proposal: what would change, how both chambers stand, and how to take part. */
export function ProposalCard({ proposal, current }: ProposalCardProps) {
  const accountName = useAccountName();
  const open = proposal.state === 'active' || proposal.state === 'pending';
  const { isConnected } = useConnection();
  const reason = reasonOf(proposal);
  return (
    <Card
      title={proposal.title || 'Without a title'}
      aside={<Badge tone={TONES[proposal.state] ?? 'plain'}>{proposal.state}</Badge>}
    >
      <p className="soft small">
        Proposed by {accountName(proposal.proposer)} on {formatTime(proposal.createdAt)}; voting{' '}
        {open ? 'ends' : 'ended'} {formatTime(proposal.deadline)}.{' '}
        <Identifier value={proposal.id} what="proposal number" />
      </p>
      {reason && <p className="answer">{reason}</p>}
      {proposal.actions.map((action) => (
        <ActionView key={action.calldata} action={action} current={open ? current : undefined} />
      ))}
      <div className="columns">
        {proposal.chambers.map((chamber) => (
          <ChamberTally key={chamber.name} chamber={chamber} />
        ))}
      </div>
      <Stops key={`stops-${proposal.state}`} proposal={proposal} />
      {proposal.state === 'pending' && <p className="soft">Voting opens in a moment.</p>}
      {proposal.state === 'active' && (
        <NeedsWallet why="to vote">{(voter) => <VoteForm key={voter} proposal={proposal} voter={voter} />}</NeedsWallet>
      )}
      {isConnected && <CarryOut key={proposal.state} proposal={proposal} />}
    </Card>
  );
}

type ActionViewProps = {
  readonly action: Proposal['actions'][number];
  readonly current: readonly Share[] | undefined;
};

function ActionView({ action, current }: ActionViewProps) {
  if (action.mixture) return <MixtureChart title="Mixture of the next run" before={current} after={action.mixture} />;
  return (
    <p>
      Calls <code>{callOf(action)}</code> on {action.contract ?? action.target}.
    </p>
  );
}
