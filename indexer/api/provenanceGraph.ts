type ProvenanceNode = {
  readonly id: string;
  readonly prov: 'Entity' | 'Activity' | 'Agent';
  readonly type: 'deposit' | 'withdrawal' | 'contributor' | 'operator' | 'snapshot' | 'run' | 'adapter' | 'base';
  readonly label: string;
  readonly withdrawn?: boolean;
};

type Relation =
  | 'wasAttributedTo'
  | 'wasDerivedFrom'
  | 'wasGeneratedBy'
  | 'wasInvalidatedBy'
  | 'wasAssociatedWith'
  | 'used'
  | 'hadMember';

/** A PROV graph that is put together piece by piece and never grows past its limit. */
export type Graph = {
  readonly limit: number;
  readonly node: (node: ProvenanceNode) => void;
  readonly edge: (relation: Relation, from: string, to: string) => void;
  readonly toResult: () => {
    readonly nodes: readonly ProvenanceNode[];
    readonly edges: readonly { readonly relation: Relation; readonly from: string; readonly to: string }[];
    readonly truncated: boolean;
  };
};

/** Starts an empty graph. */
export function createGraph(limit = 500): Graph {
  const nodes = new Map<string, ProvenanceNode>();
  const edges = new Map<string, { relation: Relation; from: string; to: string }>();
  let truncated = false;
  return {
    limit,
    node: (node) => {
      const known = nodes.get(node.id);
      if (!known && nodes.size >= limit) truncated = true;
      // A parent named in a lineage is known by its kind only; its own row knows more.
      else if (!known || known.withdrawn === undefined) nodes.set(node.id, node);
    },
    edge: (relation, from, to) => {
      if (edges.size < limit * 4) edges.set(`${relation} ${from} ${to}`, { relation, from, to });
      else truncated = true;
    },
    toResult: () => ({
      nodes: [...nodes.values()].map((node) => ({ ...node, withdrawn: node.withdrawn ?? false })),
      edges: [...edges.values()].filter(({ from, to }) => nodes.has(from) && nodes.has(to)),
      truncated,
    }),
  };
}
