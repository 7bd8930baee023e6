/** What a node may do for the commons, in the words of its configuration and of its lease. */
export const NODE_ROLES = ['log', 'pinner', 'gate', 'expert', 'verifier', 'trainer'] as const;

/** One of the roles. */
export type NodeRole = (typeof NODE_ROLES)[number];
