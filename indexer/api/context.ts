import type { Deployment } from '../../protocol/deployment.ts';
import type { FollowState } from '../source/follow.ts';
import type { GovernorReader } from '../source/governorReader.ts';
import type { Database } from '../store/store.ts';

/** What every resolver may use. */
export type Context = {
  readonly database: Database;
  readonly deployment: Deployment;
  readonly state: Readonly<FollowState>;
  readonly governor: GovernorReader;
};
