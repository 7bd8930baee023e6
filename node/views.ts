import type { Address } from 'viem';
import type { Fold } from './chain/follower.ts';
import { openConsents } from './deposits/consentFold.ts';
import { openAnchoredHeads } from './deposits/headFold.ts';
import { openRegisteredExperts } from './experts/expertFold.ts';
import { openMemberRows } from './identity/memberFold.ts';
import { openBoundPeers } from './identity/peerFold.ts';
import type { Journal } from './journal/journal.ts';
import { openRegisteredModels } from './models/modelFold.ts';
import { openTrainingRuns } from './models/runFold.ts';
import { openCreditBook } from './work/creditRootFold.ts';
import { openDrawnSeeds } from './work/drawnSeedFold.ts';
import { openOwnWork } from './work/ownWorkFold.ts';

/** What every domain keeps of the chain; one follower fills all of them. */
export type Views = ReturnType<typeof openViews>;

/** Opens the views of all domains. Roles do not choose among them, so that a changed role costs no second reading. */
export function openViews(journal: Journal, account: Address) {
  const memberRows = openMemberRows(journal);
  const isOwn = (operatorId: bigint) => memberRows.accountOf(account)?.identityId === Number(operatorId);
  return {
    consents: openConsents(journal),
    heads: openAnchoredHeads(journal),
    experts: openRegisteredExperts(journal),
    memberRows,
    peers: openBoundPeers(journal),
    models: openRegisteredModels(journal),
    runs: openTrainingRuns(journal),
    work: openOwnWork(journal, { owner: account, isOwn }),
    seeds: openDrawnSeeds(journal),
    credits: openCreditBook(journal),
  };
}

/** The folds behind the views. */
export function foldsOf(views: Views): readonly Fold[] {
  return Object.values(views).map(({ fold }) => fold);
}
