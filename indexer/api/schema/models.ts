/** Bases and adapters, with what adapters owe to whom. */
export const modelsTypes = /* GraphQL */ `
  type ModelConnection {
    nodes: [Model!]!
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type Model {
    id: Int!
    kind: String!
    weightsHash: Hex!
    uri: String!
    operatorId: Int!
    registeredAt: Time!
    transaction: Hex!
    "Null for a base."
    base: Model
    run: Run
    policy: Policy
    listRoot: Hex
    attributionRoot: Hex
    evaluationHash: Hex
    "Adapters made from a base."
    adapters: [Model!]!
    losses: [RegisterLoss!]!
    attribution: [AttributionShare!]!
    "Deposits of its snapshot that were withdrawn since."
    containsWithdrawn: Int!
    "The adapter's card, when a gateway gave it."
    card: JSON
  }
  type RegisterLoss {
    register: String!
    before: Float
    after: Float
  }
  type AttributionShare {
    contributor: Address!
    "Who may claim; null when the account stood for nobody."
    identityId: Int
    basisPoints: Int!
    claimed: Boolean!
    claimedAt: Time
  }
`;
