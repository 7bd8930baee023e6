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
    "The audit's name on chain, and what decided its panels; null until it is drawn."
    audit: Hex
    seed: Hex
    seededAt: Time
    "sealed, first, replaced, large, clean, rejected, void or credited."
    state: String!
    panels: [Panel!]!
    verdicts: [Verdict!]!
    credited: Boolean!
  }
  "Verifiers that the beacon drew, and their hours."
  type Panel {
    stage: String!
    verifiers: [Int!]!
    commitUntil: Time!
    revealUntil: Time!
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
  "Lifetime credits of an identity, by kind."
  type CreditAccount {
    account: Address!
    identityId: Int
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
