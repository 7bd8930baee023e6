/** Deposit logs and their anchored heads. */
export const logsTypes = /* GraphQL */ `
  type Log {
    id: Int!
    operator: Operator
    size: Whole!
    root: Hex!
    anchoredAt: Time!
    "Leaves that the index holds and has checked against an anchored root."
    indexed: Whole!
    heads(first: Int = 20): [LogHead!]!
  }
  type LogHead {
    size: Whole!
    root: Hex!
    previous: Hex!
    uri: String!
    block: Int!
    anchoredAt: Time!
    transaction: Hex!
    "The leaves were fetched and lead to this root."
    checked: Boolean!
  }
`;
