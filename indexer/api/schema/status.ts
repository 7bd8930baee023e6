/** What the index says of itself. */
export const statusTypes = /* GraphQL */ `
  type Status {
    chainId: Int!
    "The last block that is indexed; -1 before the first."
    block: Int!
    blockHash: Hex
    blockTime: Time
    "The newest block the chain has told of; null while the RPC is down."
    chainHead: Int
    lag: Int
    "Blocks of content that no gateway has given yet."
    pendingBlocks: Int!
    "Contents that were refused, with the reason; newest first, at most 20."
    refused: [RefusedBlock!]!
    "A sentence when indexing cannot go on, else null."
    problem: String
    counts: Counts!
  }
  type RefusedBlock {
    cid: String!
    kind: String!
    reason: String!
  }
  type Counts {
    deposits: Int!
    withdrawn: Int!
    contributors: Int!
    bytes: Big!
    operators: Int!
    experts: Int!
    people: Int!
    proposals: Int!
    runs: Int!
    adapters: Int!
    receipts: Big!
  }
`;
