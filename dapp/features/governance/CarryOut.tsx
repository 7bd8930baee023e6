import { keccak256, toHex } from 'viem';
import { commonsGovernorAbi } from '../../../protocol/abi/CommonsGovernor.ts';
import { useConfiguration } from '../../api/ConfigurationContext.tsx';
import { Button } from '../../ui/Button.tsx';
import { formatTime } from '../../ui/formatTime.ts';
import { Failure } from '../../ui/Notice.tsx';
import { useSend } from '../../wallet/useSend.ts';
import type { Proposal } from './proposals.ts';

const STEPS: Readonly<Record<string, readonly [functionName: string, words: string]>> = {
  succeeded: ['queue', 'Start the waiting time'],
  queued: ['execute', 'Put it into force'],
};

/** Lets anyone move a passed proposal on: into the waiting time, and out of it. */
export function CarryOut({ proposal }: { readonly proposal: Proposal }) {
  const { contracts } = useConfiguration();
  const send = useSend();
  const step = STEPS[proposal.state];
  if (!step) return null;
  const [functionName, words] = step;
  const waits = functionName === 'execute' && proposal.eta !== null && proposal.eta * 1000 > Date.now();
  const args = [
    proposal.actions.map(({ target }) => target),
    proposal.actions.map(({ value }) => BigInt(value)),
    proposal.actions.map(({ calldata }) => calldata),
    keccak256(toHex(proposal.description)),
  ];
  return (
    <div className="stack tight">
      <div className="row">
        <Button
          busy={send.isPending}
          disabled={waits}
          onClick={() =>
            send.mutate({ address: contracts.commonsGovernor, abi: commonsGovernorAbi, functionName, args })
          }
        >
          {words}
        </Button>
        {waits && <span className="soft small">possible from {formatTime(proposal.eta ?? 0)}</span>}
      </div>
      {send.error && <Failure error={send.error} />}
    </div>
  );
}
