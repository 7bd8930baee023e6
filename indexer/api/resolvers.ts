import { depositResolvers } from './resolvers/deposits.ts';
import { expertResolvers } from './resolvers/experts.ts';
import { governanceResolvers } from './resolvers/governance.ts';
import { identityResolvers } from './resolvers/identity.ts';
import { logResolvers } from './resolvers/logs.ts';
import { modelResolvers } from './resolvers/models.ts';
import { pipelineResolvers } from './resolvers/pipeline.ts';
import { provenanceResolvers } from './resolvers/provenance.ts';
import { statusResolvers } from './resolvers/status.ts';
import { trainingResolvers } from './resolvers/training.ts';
import { workResolvers } from './resolvers/work.ts';
import { scalars } from './scalars.ts';

/** Resolvers of all domains. A list of them is merged by the schema. */
export const resolvers = [
  scalars,
  statusResolvers,
  depositResolvers,
  logResolvers,
  identityResolvers,
  expertResolvers,
  workResolvers,
  governanceResolvers,
  trainingResolvers,
  modelResolvers,
  provenanceResolvers,
  pipelineResolvers,
];
