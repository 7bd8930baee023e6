import { z } from 'zod';
import { NODE_ROLES } from '../nodeRole.ts';
import { address, bytes32, count, expertKind } from '../scalars.ts';
import type { Route } from './route.ts';

/** An expert that a gate knows to be alive. */
export const listedExpert = z.object({
  id: z.string(),
  kind: expertKind,
  domain: z.string(),
  manifestHash: bytes32,
  adapterHash: bytes32,
  /** How many centroids it declares. */
  centroids: count,
  /** False while the gate leaves it alone because it failed lately. */
  isOpen: z.boolean(),
});

/** A listed expert as JSON shows it. */
export type ListedExpert = z.infer<typeof listedExpert>;

/** A node whose lease holds. */
export const listedNode = z.object({
  peerId: z.string(),
  account: address,
  operator: count,
  roles: z.array(z.enum(NODE_ROLES)),
  multiaddrs: z.array(z.string()),
  api: z.string(),
  queue: count,
  capacity: count,
  /** Unix milliseconds. */
  expiresAt: count,
  experts: z.array(listedExpert),
});

/** A listed node as JSON shows it. */
export type ListedNode = z.infer<typeof listedNode>;

const tally = z.record(z.string(), count);

/** What a gate knows: live nodes and experts, what it dropped, what failed, what it has learnt. */
export const directoryAnswer = z.object({
  /** Who answers: sessions are signed for its account, vouchers for its operator. */
  gate: z.object({ account: address, operator: count }),
  nodes: z.array(listedNode),
  /** Leases, and experts in them, that were not taken, by reason. */
  dropped: tally,
  /** Failed calls, by class. */
  failures: tally,
  outcomes: z.array(z.object({ cell: z.string(), expertId: z.string(), successes: z.number(), trials: z.number() })),
});

/** A gate's knowledge as JSON shows it. */
export type DirectoryAnswer = z.infer<typeof directoryAnswer>;

/** The door to a gate's knowledge. */
export const directoryRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/directory',
    summary: 'Shows what this gate knows of the network',
    answers: { 200: { says: 'Live nodes, and what the gate has learnt', json: directoryAnswer } },
  },
];
