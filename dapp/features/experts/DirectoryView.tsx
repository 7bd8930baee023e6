import type { ListedNode } from '../../../protocol/http/directory.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { shorten } from '../../ui/shorten.ts';

/** The nodes of the mesh, busiest first, each with what it does and what it serves. */
export function DirectoryView({ nodes }: { readonly nodes: readonly ListedNode[] }) {
  const sorted = [...nodes].sort((a, b) => b.experts.length - a.experts.length || a.operator - b.operator);
  return (
    <div className="columns">
      {sorted.map((node) => (
        <NodeCard key={node.peerId} node={node} />
      ))}
    </div>
  );
}

function NodeCard({ node }: { readonly node: ListedNode }) {
  return (
    <Card title={`Operator ${node.operator}`} aside={<Load queue={node.queue} capacity={node.capacity} />}>
      <p className="row">
        {node.roles.map((role) => (
          <Badge key={role}>{role}</Badge>
        ))}
      </p>
      {node.experts.length > 0 && <ExpertTable node={node} />}
      <p className="soft small mono" title={node.peerId}>
        {shorten(node.peerId)}
      </p>
    </Card>
  );
}

function ExpertTable({ node }: { readonly node: ListedNode }) {
  return (
    <table>
      <caption className="hidden">Experts of operator {node.operator}</caption>
      <thead>
        <tr>
          <th scope="col">Expert</th>
          <th scope="col">Kind</th>
          <th scope="col">Domain</th>
        </tr>
      </thead>
      <tbody>
        {node.experts.map((expert) => (
          <tr key={expert.id}>
            <td>{expert.id}</td>
            <td>{expert.kind}</td>
            <td>
              {expert.domain} {!expert.isOpen && <Badge tone="warn">resting</Badge>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Load({ queue, capacity }: { readonly queue: number; readonly capacity: number }) {
  if (capacity === 0) return null;
  return (
    <span className="soft small">
      {queue} waiting, room for {capacity}
    </span>
  );
}
