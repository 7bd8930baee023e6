import { depositsTypes } from './schema/deposits.ts';
import { expertsTypes } from './schema/experts.ts';
import { governanceTypes } from './schema/governance.ts';
import { identityTypes } from './schema/identity.ts';
import { logsTypes } from './schema/logs.ts';
import { modelsTypes } from './schema/models.ts';
import { pipelineTypes } from './schema/pipeline.ts';
import { provenanceTypes } from './schema/provenance.ts';
import { statusTypes } from './schema/status.ts';
import { trainingTypes } from './schema/training.ts';
import { workTypes } from './schema/work.ts';

const rootTypes = /* GraphQL */ `
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
    "search looks in labels, registers, languages and identifiers: texts are encrypted. A language finds all that are narrower: en finds en-x-dialect."
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

/**
 * The GraphQL schema of the index, in the schema language. Read-only: there are no mutations.
 * Lists take `first` (at most 200) and `after` (the `endCursor` of the page before) and come newest first.
 */
export const typeDefs: readonly string[] = [
  rootTypes,
  statusTypes,
  depositsTypes,
  logsTypes,
  identityTypes,
  expertsTypes,
  workTypes,
  governanceTypes,
  trainingTypes,
  modelsTypes,
  provenanceTypes,
  pipelineTypes,
];
