/** Sealed epochs, verdicts on them, and the credits that accounts hold. */
export const workTypes = /* GraphQL */ `
  type EpochConnection {
    nodes: [Epoch!]!
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type Epoch {
    operatorId: Int!
    epoch: Whole!
    root: Hex!
    "Receipts sealed."
    count: Whole!
    units: Big!
    uri: String!
    sealedAt: Time!
    transaction: Hex!
    seed: Hex
    seededAt: Time
    verdicts: [Verdict!]!
    "A verifier checked some receipts and found no failure."
    credited: Boolean!
  }
  type Verdict {
    verifierId: Int!
    committedAt: Time
    revealedAt: Time
    checked: Whole
    failed: Whole
    verdictRoot: Hex
    uri: String
  }

  type CreditAccountConnection {
    nodes: [CreditAccount!]!
    totalCount: Int!
    pageInfo: PageInfo!
  }
  "Lifetime credits of an account, by kind."
  type CreditAccount {
    account: Address!
    contribution: Big!
    compute: Big!
    stewardship: Big!
    mints(first: Int = 50): [CreditMint!]!
  }
  type CreditMint {
    kind: String!
    amount: Big!
    cause: Hex!
    at: Time!
    transaction: Hex!
  }
`;
