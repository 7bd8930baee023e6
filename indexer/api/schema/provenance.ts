/** The provenance graph around one thing. */
export const provenanceTypes = /* GraphQL */ `
  type Provenance {
    nodes: [ProvenanceNode!]!
    edges: [ProvenanceEdge!]!
    "The graph was cut at 500 nodes."
    truncated: Boolean!
  }
  type ProvenanceNode {
    id: ID!
    "PROV: Entity, Activity or Agent."
    prov: String!
    "deposit, withdrawal, contributor, operator, snapshot, run, adapter or base."
    type: String!
    label: String!
    withdrawn: Boolean!
  }
  type ProvenanceEdge {
    "PROV: wasAttributedTo, wasDerivedFrom, wasGeneratedBy, wasInvalidatedBy, wasAssociatedWith, used or hadMember."
    relation: String!
    from: ID!
    to: ID!
  }
`;
