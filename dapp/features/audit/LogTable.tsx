import { useReadContracts } from 'wagmi';
import { depositLogAbi } from '../../../protocol/abi/DepositLog.ts';
import { useConfiguration } from '../../api/ConfigurationContext.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { formatTime } from '../../ui/formatTime.ts';
import { Identifier } from '../../ui/Identifier.tsx';
import type { IndexStatus } from './useIndexStatus.ts';

/** Each deposit log as the index tells it, compared here with what the chain holds at that size. */
export function LogTable({ logs }: { readonly logs: IndexStatus['logs'] }) {
  const { chainId, contracts } = useConfiguration();
  const roots = useReadContracts({
    contracts: logs.map(({ id, size }) => ({
      address: contracts.depositLog,
      abi: depositLogAbi,
      chainId,
      functionName: 'rootAt',
      args: [BigInt(id), BigInt(size)],
    })),
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
                <RootBadge expected={log.root} found={roots.data?.[i]?.result as string | undefined} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RootBadge({ expected, found }: { readonly expected: string; readonly found: string | undefined }) {
  if (found === undefined) return <Badge>asking</Badge>;
  return found.toLowerCase() === expected.toLowerCase() ? (
    <Badge tone="good">same</Badge>
  ) : (
    <Badge tone="bad">differs</Badge>
  );
}
