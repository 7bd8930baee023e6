/**
 * The GraphQL schema of the index, in the schema language. Read-only: there are no mutations.
 * Lists take `first` (at most 200) and `after` (the `endCursor` of the page before) and come newest first.
 */
export const typeDefs = /* GraphQL */ `
  "0x and lower-case hex digits."
  scalar Hex
  "An EVM account, checksummed; arguments are accepted in any case."
  scalar Address
  "Unix seconds."
  scalar Time
  "A whole number of any size, as a decimal string."
  scalar Big
  "A whole number that JavaScript holds exactly."
  scalar Whole
  scalar JSON

  type Query {
    status: Status!
    "A deposit by its sub: identifier or by its bytes32 key on chain."
    deposit(id: ID!): Deposit
    "search looks in labels, registers, languages and identifiers: texts are encrypted."
    deposits(
      register: String
      tier: String
      contributor: Address
      language: String
      logId: Int
      withdrawn: Boolean
      ids: [ID!]
      search: String
      first: Int = 50
      after: String
    ): DepositConnection!
    registers: [RegisterSummary!]!
    logs: [Log!]!
    log(id: Int!): Log
    operators(active: Boolean, first: Int = 50, after: String): OperatorConnection!
    operator(id: Int!): Operator
    "The identity of an account, if it ever enrolled."
    identity(account: Address!): Identity
    identities(kind: String, first: Int = 50, after: String): IdentityConnection!
    experts(domain: String, operatorId: Int, active: Boolean, first: Int = 50, after: String): ExpertConnection!
    expert(id: Int!): Expert
    epochs(operatorId: Int, first: Int = 50, after: String): EpochConnection!
    credits(account: Address!): CreditAccount!
    creditAccounts(first: Int = 50, after: String): CreditAccountConnection!
    proposals(first: Int = 50, after: String): ProposalConnection!
    proposal(id: ID!): Proposal
    policies(first: Int = 50, after: String): PolicyConnection!
    "The mixture in force."
    currentPolicy: Policy
    runs(first: Int = 50, after: String): RunConnection!
    run(id: Int!): Run
    "kind is base or adapter."
    models(kind: String, first: Int = 50, after: String): ModelConnection!
    model(id: Int!): Model
    "Graph around one thing: a sub: identifier, model:N, run:N, snapshot:0x..., or a contributor's account."
    provenance(id: ID!): Provenance
    "What the index holds about every deposit behind an adapter: the index stage of PER_pipeline."
    pipeline(modelId: Int!): Pipeline
    "Chain events, newest first; contract is a camelCase name such as depositLog."
    activity(contract: String, name: String, first: Int = 50, after: String): ActivityConnection!
  }

  type PageInfo {
    endCursor: String
    hasNextPage: Boolean!
  }

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
    words: Big!
    operators: Int!
    experts: Int!
    people: Int!
    proposals: Int!
    runs: Int!
    adapters: Int!
    receipts: Big!
  }

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
    words: Int!
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
    "Words of it that were trained on."
    words: Whole
  }
  type RegisterSummary {
    register: String!
    deposits: Int!
    withdrawn: Int!
    words: Big!
    contributors: Int!
    "Share of the mixture in force."
    basisPoints: Int
  }

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
    seedBlock: Whole!
    seed: Hex
    uri: String!
    openedAt: Time!
    seededAt: Time
    transaction: Hex!
    "The adapter that came out, once registered."
    model: Model
    "The snapshot manifest, when a gateway gave it."
    snapshot: JSON
  }
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
    basisPoints: Int!
    claimed: Boolean!
    claimedAt: Time
  }

  type Provenance {
    nodes: [ProvenanceNode!]!
    edges: [ProvenanceEdge!]!
    "The graph was cut at 500 nodes."
    truncated: Boolean!
  }
  type ProvenanceNode {
    id: ID!
    "PROV: Entity, Activity or Agent."
    prov: String!
    "deposit, contributor, operator, snapshot, run, adapter or base."
    type: String!
    label: String!
    withdrawn: Boolean!
  }
  type ProvenanceEdge {
    "PROV: wasAttributedTo, wasDerivedFrom, wasGeneratedBy, wasAssociatedWith, used or hadMember."
    relation: String!
    from: ID!
    to: ID!
  }
  type Pipeline {
    modelId: Int!
    runId: Int!
    baseModelId: Int!
    policyId: Int!
    snapshotRoot: Hex!
    consentRoot: Hex!
    listRoot: Hex!
    attributionRoot: Hex!
    "The (log, size) pairs of the snapshot as published; empty when the snapshot manifest is not held."
    logs: [SnapshotLog!]!
    "Every deposit that the snapshot names is in the index."
    complete: Boolean!
    missing: [ID!]!
    rows: [PipelineRow!]!
  }
  type SnapshotLog {
    logId: Int!
    size: Whole!
  }
  type PipelineRow {
    id: ID!
    contributor: Address!
    "The same account as it stands in the manifest: did:pkh, as written there."
    contributorId: String!
    label: String!
    register: String!
    "The tier in force when the run was opened."
    tier: String!
    notice: Hex!
    licence: String!
    lineage: [Lineage!]!
    withdrawn: Boolean!
  }

  type ActivityConnection {
    nodes: [Activity!]!
    totalCount: Int!
    pageInfo: PageInfo!
  }
  type Activity {
    block: Int!
    logIndex: Int!
    at: Time!
    transaction: Hex!
    contract: String!
    name: String!
    arguments: JSON!
  }
`;
