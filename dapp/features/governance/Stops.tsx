import { describeStop } from '../../../client/findStops.ts';
import { outcome } from '../../../client/outcome.ts';
import { useChain } from '../../api/useChain.ts';
import type { Proposal } from './proposals.ts';

/** Who or what stopped a proposal, with the numbers; while its vote is open, what would. */
export function Stops({ proposal: { id, state } }: { readonly proposal: Pick<Proposal, 'id' | 'state'> }) {
  const isOpen = state === 'active';
  const { data } = useChain({
    key: ['outcome', id, state],
    ...(isOpen && { every: 3000 }),
    read: (chain) => outcome({ chain }, { proposalId: BigInt(id) }),
  });
  if (!data || data.stops.length === 0) return null;
  return (
    <div className="stack tight small">
      <p>{isOpen ? 'As it stands, it is stopped by' : 'Stopped by'}</p>
      <ul>
        {data.stops.map((stop) => (
          <li key={`${stop.by} ${stop.words}`}>{describeStop(stop)}</li>
        ))}
      </ul>
    </div>
  );
}
