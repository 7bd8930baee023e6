import type { Fold } from './chain/follower.ts';
import { openConsents } from './deposits/consentFold.ts';
import { openAnchoredHeads } from './deposits/headFold.ts';
import { openRegisteredExperts } from './experts/expertFold.ts';
import { openMemberRows } from './identity/memberFold.ts';
import { openBoundPeers } from './identity/peerFold.ts';
import { openAudits } from './journal/audits.ts';
import { openCreditRootJournal } from './journal/creditRoots.ts';
import type { Journal } from './journal/journal.ts';
import { openModelEvents } from './journal/modelEvents.ts';
import { openOwnWork } from './journal/ownWork.ts';
import { createModelFold } from './models/publish/modelFold.ts';
import { createCreditRootFold } from './work/creditRootFold.ts';
import { createDrawnSeedFold } from './work/drawnSeedFold.ts';
import { createOwnWorkFold } from './work/ownWorkFold.ts';

/** What the domains of a node keep of the chain. */
export type Views = ReturnType<typeof openViews>;

/**
 * Opens the views of all domains, and the folds that fill them. Roles do not choose among them, so that a role more
 * costs no second reading of the chain.
 */
export function openViews(journal: Journal, operatorId: bigint) {
  const consents = openConsents(journal);
  const heads = openAnchoredHeads(journal);
  const experts = openRegisteredExperts(journal);
  const memberRows = openMemberRows(journal);
  const peers = openBoundPeers(journal);
  const models = openModelEvents(journal);
  const audits = openAudits(journal);
  const creditRoots = openCreditRootJournal(journal);
  const ownWork = openOwnWork(journal);
  const folds: readonly Fold[] = [
    ...[consents, heads, experts, memberRows, peers].map(({ fold }) => fold),
    createModelFold(models),
    createDrawnSeedFold(audits),
    createCreditRootFold(creditRoots),
    createOwnWorkFold(ownWork, operatorId),
  ];
  return { consents, heads, experts, memberRows, peers, models, audits, creditRoots, ownWork, folds };
}
