/** Training runs. */
export const trainingTypes = /* GraphQL */ `
  type RunConnection {
    nodes: [Run!]!
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type Run {
    id: Int!
    operatorId: Int!
    operator: Operator
    baseModelId: Int!
    base: Model
    policyId: Int!
    policy: Policy
    snapshotRoot: Hex!
    consentRoot: Hex!
    "The consent registry's head that the snapshot was made at."
    consentHead: Hex!
    seed: Hex
    uri: String!
    openedAt: Time!
    seededAt: Time
    "When an audit found the run clean, from which on shares of it can be claimed."
    verifiedAt: Time
    transaction: Hex!
    "The adapter that came out, once registered."
    model: Model
    "The snapshot manifest, when a gateway gave it."
    snapshot: JSON
  }
`;
