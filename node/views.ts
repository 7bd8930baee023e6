import type { Fold } from './chain/follower.ts';
import { openConsents } from './deposits/consentFold.ts';
import { openAnchoredHeads } from './deposits/headFold.ts';
import { openRegisteredExperts } from './experts/expertFold.ts';
import { openMemberRows } from './identity/memberFold.ts';
import { openBoundPeers } from './identity/peerFold.ts';
import type { Journal } from './journal/journal.ts';
import { openRegisteredModels } from './models/modelFold.ts';

/** What every domain keeps of the chain; one follower fills all of them. */
export type Views = ReturnType<typeof openViews>;

/** Opens the views of all domains. Roles do not choose among them, so that a changed role costs no second reading. */
export function openViews(journal: Journal) {
  return {
    consents: openConsents(journal),
    heads: openAnchoredHeads(journal),
    experts: openRegisteredExperts(journal),
    memberRows: openMemberRows(journal),
    peers: openBoundPeers(journal),
    models: openRegisteredModels(journal),
  };
}

/** The folds behind the views. */
export function foldsOf(views: Views): readonly Fold[] {
  return Object.values(views).map(({ fold }) => fold);
}
