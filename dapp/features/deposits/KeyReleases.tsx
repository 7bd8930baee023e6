import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { releases } from '../../../client/read.ts';
import { useCommons } from '../../api/CommonsContext.tsx';
import { formatTime } from '../../ui/formatTime.ts';
import { Identifier } from '../../ui/Identifier.tsx';
import { Failure } from '../../ui/Notice.tsx';

/** To whom the key of a deposit was given, looked up when it is opened. */
export function KeyReleases({ id }: { readonly id: string }) {
  const commons = useCommons();
  const [isOpen, setOpen] = useState(false);
  const query = useQuery({
    queryKey: ['releases', id],
    queryFn: ({ signal }) => releases(commons, { id, signal }),
    enabled: isOpen,
  });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Who was given its key</summary>
      {query.error && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.total === 0 && <p className="small">Nobody.</p>}
      {query.data && query.data.total > 0 && (
        <ul className="small">
          {query.data.releases.map(({ at, purpose, requester, warrant }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two releases may be alike in everything but their place.
            <li key={i}>
              {formatTime(at)}, for {purpose}: <Identifier value={requester} what="operator" /> ({warrant})
            </li>
          ))}
          {query.data.total > query.data.releases.length && <li>… {query.data.total} in all</li>}
        </ul>
      )}
    </details>
  );
}
