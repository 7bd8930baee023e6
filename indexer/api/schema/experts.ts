/** Experts and who serves them. */
export const expertsTypes = /* GraphQL */ `
  type ExpertConnection {
    nodes: [Expert!]!
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type Expert {
    id: Int!
    operatorId: Int!
    operator: Operator
    domain: String!
    manifestHash: Hex!
    uri: String!
    active: Boolean!
    publishedAt: Time!
    updatedAt: Time!
    "From the manifest, when a gateway gave it: decoder, classifier or retrieval."
    kind: String
    runtimeClass: String
    adapter: Hex
    manifest: JSON
  }
`;
