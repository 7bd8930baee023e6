/** The kinds of expert that the network has: what each is asked and what it answers. */
export const EXPERT_KINDS = ['decoder', 'retrieval', 'classifier'] as const;

export type ExpertKind = (typeof EXPERT_KINDS)[number];
