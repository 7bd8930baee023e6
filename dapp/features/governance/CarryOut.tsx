import { carryOut } from '../../../client/carryOut.ts';
import { useAct } from '../../api/useIndex.ts';
import { Button } from '../../ui/Button.tsx';
import { formatTime } from '../../ui/formatTime.ts';
import { Failure } from '../../ui/Notice.tsx';
import { useActing } from '../../wallet/useActing.ts';
import type { Proposal } from './proposals.ts';

const WORDS: Readonly<Record<string, string>> = { succeeded: 'Start the waiting time', queued: 'Put it into force' };

/** Lets anyone move a passed proposal on: into the waiting time, and out of it. */
export function CarryOut({ proposal }: { readonly proposal: Proposal }) {
  const acting = useActing();
  const carry = useAct(() => {
    const actions = proposal.actions.map(({ value, ...action }) => ({ ...action, value: BigInt(value) }));
    return carryOut(acting, { proposalId: BigInt(proposal.id), actions, description: proposal.description });
  });
  const words = WORDS[proposal.state];
  if (!words) return null;
  const waits = proposal.state === 'queued' && proposal.eta !== null && proposal.eta * 1000 > Date.now();
  return (
    <div className="stack tight">
      <div className="row">
        <Button busy={carry.isPending} disabled={waits} onClick={() => carry.mutate(undefined)}>
          {words}
        </Button>
        {waits && <span className="soft small">possible from {formatTime(proposal.eta ?? 0)}</span>}
      </div>
      {carry.error && <Failure error={carry.error} />}
    </div>
  );
}
