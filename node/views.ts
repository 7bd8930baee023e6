import { openConsents } from './deposits/consentFold.ts';
import { openAnchoredHeads } from './deposits/headFold.ts';
import { openRestrictions } from './disputes/restrictionFold.ts';
import { openRegisteredExperts } from './experts/expertFold.ts';
import { openMemberRows } from './identity/memberFold.ts';
import { openBoundPeers } from './identity/peerFold.ts';
import type { Journal } from './journal/journal.ts';
import { openRegisteredModels } from './models/modelFold.ts';
import { openTrainingRuns } from './models/runFold.ts';
import { openAuditBook } from './work/auditFold.ts';
import { openBeaconNeeds } from './work/beaconNeeds.ts';
import { openUpkeep } from './work/keepFold.ts';
import { openOwnWork } from './work/ownWorkFold.ts';

/** What the domains of a node keep of the chain. */
export type Views = ReturnType<typeof openViews>;

/**
 * Opens the views of all domains, and the folds that fill them. Roles do not choose among them, so that a role more
 * costs no second reading of the chain.
 */
export function openViews(journal: Journal, operatorId: bigint) {
  const views = {
    consents: openConsents(journal),
    heads: openAnchoredHeads(journal),
    experts: openRegisteredExperts(journal),
    memberRows: openMemberRows(journal),
    peers: openBoundPeers(journal),
    models: openRegisteredModels(journal),
    runs: openTrainingRuns(journal),
    work: openOwnWork(journal, operatorId),
    audits: openAuditBook(journal),
    beacon: openBeaconNeeds(journal),
    upkeep: openUpkeep(journal),
    restrictions: openRestrictions(journal),
  };
  return { ...views, folds: Object.values(views).map(({ fold }) => fold) };
}
