/** Proposals with their votes, and the mixtures that they set. */
export const governanceTypes = /* GraphQL */ `
  type ProposalConnection {
    nodes: [Proposal!]!
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type Proposal {
    id: ID!
    proposer: Address!
    "First line of the description."
    title: String!
    description: String!
    actions: [Action!]!
    createdAt: Time!
    transaction: Hex!
    "The moment that voting weight is taken from."
    snapshot: Time!
    deadline: Time!
    "When the timelock lets it be executed."
    eta: Time
    queuedAt: Time
    executedAt: Time
    canceledAt: Time
    "pending, active, defeated, succeeded, queued, executed, canceled or expired; closed when voting ended and the chain cannot be asked."
    state: String!
    "contributor, then technical."
    chambers: [Chamber!]!
    votes(first: Int = 200): [Vote!]!
  }
  type Action {
    target: Address!
    "Name of the contract in the deployment."
    contract: String
    value: Big!
    calldata: Hex!
    "Decoded call, such as adopt(uint16[])."
    signature: String
    arguments: [CallArgument!]!
    "For MixturePolicy.adopt: what the mixture would become."
    mixture: [Share!]
  }
  type CallArgument {
    name: String!
    type: String!
    value: JSON
  }
  type Chamber {
    name: String!
    against: Big!
    for: Big!
    abstain: Big!
    "All the weight at the snapshot, and what must vote; null while the chain cannot be asked."
    total: Big
    quorum: Big
  }
  type Vote {
    voter: Address!
    "against, for or abstain."
    support: String!
    technicalSupport: String!
    people: Big!
    technical: Big!
    at: Time!
    transaction: Hex!
  }

  type PolicyConnection {
    nodes: [Policy!]!
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type Policy {
    id: Int!
    shares: [Share!]!
    adoptedAt: Time!
    transaction: Hex!
    "The proposal that was executed in the same transaction."
    proposalId: ID
  }
  type Share {
    register: String!
    basisPoints: Int!
  }
`;
