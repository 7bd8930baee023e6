/** What the index holds about every deposit behind an adapter. */
export const pipelineTypes = /* GraphQL */ `
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
`;
