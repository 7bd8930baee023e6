import { useChain } from '../../api/useChain.ts';
import { Badge } from '../../ui/Badge.tsx';
import { formatTime } from '../../ui/formatTime.ts';
import { Identifier } from '../../ui/Identifier.tsx';
import type { IndexStatus } from './useIndexStatus.ts';

/** Each deposit log as the index tells it, compared here with the newest head that the chain holds. */
export function LogTable({ logs }: { readonly logs: IndexStatus['logs'] }) {
  const ids = logs.map(({ id }) => id);
  const heads = useChain({
    key: ['heads', ...ids],
    read: (chain) =>
      Promise.all(ids.map((id) => chain.read({ contract: 'depositLog', functionName: 'head', args: [BigInt(id)] }))),
  });
  return (
    <div className="scroll">
      <table>
        <caption className="hidden">Deposit logs</caption>
        <thead>
          <tr>
            <th scope="col">Log</th>
            <th scope="col" className="number">
              Texts
            </th>
            <th scope="col">Root</th>
            <th scope="col">Anchored</th>
            <th scope="col">On chain</th>
          </tr>
        </thead>
        <tbody>
          {logs.map((log, i) => (
            <tr key={log.id}>
              <td>{log.id}</td>
              <td className="number">{log.size}</td>
              <td>
                <Identifier value={log.root} what="root" />
              </td>
              <td>{formatTime(log.anchoredAt)}</td>
              <td>
                <HeadBadge log={log} head={heads.data?.[i]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Head = readonly [root: string, size: bigint];

function HeadBadge({ log, head }: { readonly log: IndexStatus['logs'][number]; readonly head: Head | undefined }) {
  if (head === undefined) return <Badge>asking</Badge>;
  const [root, size] = head;
  // The contract keeps the newest head only; an index that is behind is compared when it has caught up.
  if (size > BigInt(log.size)) return <Badge tone="busy">{Number(size) - log.size} ahead</Badge>;
  const isSame = size === BigInt(log.size) && root.toLowerCase() === log.root.toLowerCase();
  return isSame ? <Badge tone="good">same</Badge> : <Badge tone="bad">differs</Badge>;
}
