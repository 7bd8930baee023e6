import type { PgTable } from 'drizzle-orm/pg-core';
import { blockMark, chainEvent, origin } from './tables/chain.ts';
import { cardDeposit, document, fetchAttempt, snapshotLog, wantedBlock } from './tables/content.ts';
import { creditClaim, creditMint } from './tables/credits.ts';
import { batch, core, head, leaf, leafCheck, tierChange, withdrawal } from './tables/deposits.ts';
import { restriction } from './tables/disputes.ts';
import { expert, expertManifest, expertRetirement } from './tables/experts.ts';
import { proposal, proposalStep, vote } from './tables/governance.ts';
import {
  identity,
  identityChange,
  operator,
  operatorNode,
  operatorSlash,
  operatorStake,
  rekey,
} from './tables/identity.ts';
import { adapter, attributionClaim, base } from './tables/models.ts';
import { policy, run, runSeed, runVerification } from './tables/training.ts';
import {
  audit,
  auditPanel,
  auditStep,
  epochCredit,
  sealedEpoch,
  verdictCommit,
  verdictReveal,
  workChange,
} from './tables/work.ts';

/** Tables whose rows belong to a block and go when the block goes. */
export const blockTables: readonly PgTable[] = [
  chainEvent,
  identity,
  identityChange,
  rekey,
  operator,
  operatorStake,
  operatorSlash,
  operatorNode,
  head,
  batch,
  leaf,
  leafCheck,
  withdrawal,
  tierChange,
  expert,
  expertManifest,
  expertRetirement,
  sealedEpoch,
  audit,
  auditPanel,
  auditStep,
  verdictCommit,
  verdictReveal,
  epochCredit,
  workChange,
  restriction,
  creditMint,
  creditClaim,
  proposal,
  proposalStep,
  vote,
  policy,
  run,
  runSeed,
  runVerification,
  base,
  adapter,
  attributionClaim,
  wantedBlock,
];

/** Tables of content named by its own hash: a row stays while some block row points to it. */
export const contentTables: readonly PgTable[] = [core, document, snapshotLog, cardDeposit];

/** Tables about this index itself: which chain it follows, how fetching went. */
export const localTables: readonly PgTable[] = [blockMark, origin, fetchAttempt];
