/** Identities of people and institutions, and the operators with their nodes. */
export const identityTypes = /* GraphQL */ `
  type IdentityConnection {
    nodes: [Identity!]!
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type Identity {
    id: Int!
    account: Address!
    "person or institution."
    kind: String!
    scheme: Address!
    validUntil: Time!
    enrolledAt: Time!
    revoked: Boolean!
    "When the last suspension ends or ended."
    suspendedUntil: Time
    active: Boolean!
  }

  type OperatorConnection {
    nodes: [Operator!]!
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type Operator {
    id: Int!
    account: Address!
    group: Hex!
    stake: Big!
    active: Boolean!
    registeredAt: Time!
    nodes: [OperatorNode!]!
    experts: [Expert!]!
    "Units of verified work, all time."
    units: Big!
    sealedEpochs: Int!
    verdicts: Int!
    failedVerdicts: Int!
  }
  type OperatorNode {
    peerId: String!
    endpoints: String!
    boundAt: Time!
  }
`;
