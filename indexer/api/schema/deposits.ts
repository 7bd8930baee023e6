/** Deposits, where each stands and what became of it. */
export const depositsTypes = /* GraphQL */ `
  type DepositConnection {
    nodes: [Deposit!]!
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type Deposit {
    id: ID!
    key: Hex!
    label: String!
    register: String!
    "The tier in force: the one declared, or the last change."
    tier: String!
    declaredTier: String!
    language: String!
    bytes: Int!
    contributor: Address!
    createdAt: Time!
    licence: String!
    production: String!
    lineage: [Lineage!]!
    "SHA-256 of the consent notice that was signed."
    notice: Hex!
    "CID of the encrypted text."
    ciphertext: String!
    logId: Int!
    index: Int!
    "The first head on chain that includes it."
    anchoredRoot: Hex!
    anchoredSize: Whole!
    anchoredAt: Time!
    anchoredBlock: Int!
    transaction: Hex!
    "Every log that holds it."
    places: [LogPlace!]!
    withdrawn: Boolean!
    withdrawnAt: Time
    tierChanges: [TierChange!]!
    "Runs and adapters whose published list or snapshot holds it."
    exposures: [Exposure!]!
  }
  type Lineage {
    kind: String!
    deposit: ID!
  }
  type LogPlace {
    logId: Int!
    index: Int!
    size: Whole!
    root: Hex!
    anchoredAt: Time!
    transaction: Hex!
  }
  type TierChange {
    tier: String!
    at: Time!
    nonce: Big!
  }
  type Exposure {
    runId: Int!
    modelId: Int
    "True when the card names it as trained on; false when it only stood in the snapshot; null while the card is not held."
    trained: Boolean
    "Bytes of it that were trained on."
    bytes: Whole
  }
  type RegisterSummary {
    register: String!
    deposits: Int!
    withdrawn: Int!
    bytes: Big!
    contributors: Int!
    "Share of the mixture in force."
    basisPoints: Int
  }
`;
