import { Hono } from 'hono';
import type { DirectoryAnswer, ListedNode } from '../../protocol/http/directory.ts';
import type { Breaker } from '../gates/breaker.ts';
import type { Directory } from '../gates/directory.ts';
import type { Learner } from '../gates/learn.ts';

export type DirectoryRouteComponents = {
  readonly directory: Pick<Directory, 'leases' | 'dropped'>;
  readonly breaker: Pick<Breaker, 'mayAsk' | 'counts'>;
  readonly learner: Pick<Learner, 'table'>;
  /** This gate's own account, and its operator; 0 for none. */
  readonly gate: DirectoryAnswer['gate'];
};

/** Creates the view of what this gate knows: live nodes and experts, what it dropped, what it has learnt. */
export function createDirectoryRoutes({ directory, breaker, learner, gate }: DirectoryRouteComponents): Hono {
  const routes = new Hono();
  routes.get('/v1/directory', (context) => {
    const nodes = directory.leases().map(
      ({ peerId, account, lease }): ListedNode => ({
        peerId,
        account,
        operator: lease.operatorId,
        roles: lease.roles,
        multiaddrs: lease.multiaddrs,
        api: lease.api,
        queue: lease.queue,
        capacity: lease.capacity,
        expiresAt: lease.expiresAt,
        experts: lease.experts.map(({ centroids, expertId, ...expert }) => ({
          ...expert,
          id: String(expertId),
          centroids: centroids.length,
          isOpen: breaker.mayAsk(String(expertId)),
        })),
      }),
    );
    const answer: DirectoryAnswer = {
      gate,
      nodes,
      dropped: directory.dropped(),
      failures: breaker.counts(),
      outcomes: [...learner.table()],
    };
    return context.json(answer);
  });
  return routes;
}
