import type { ContractName } from '../../../protocol/deployment.ts';

/** Who runs a command, its words, and the refusal that it gets where there is nothing to do; null where it goes through. */
export type Trial = readonly [who: string, words: string, refusal: string | null];

/** A power whose command `powers.test.ts`, or the test of the client beside it, carries out whole. */
export type Done = { readonly command: string };

const done = (command: string): Done => ({ command });
const HASH = `0x${'11'.repeat(32)}`;
const ACCOUNT = `0x${'22'.repeat(20)}`;

/** Which command calls each power that somebody has; every other power is listed in `reach.test.ts` with whose it is. */
export const COMMANDS: Partial<Record<ContractName, Readonly<Record<string, Trial | Done>>>> = {
  agenda: {
    conclude: ['ana', 'vote conclude PROPOSAL', 'NotOver'],
    proposeBySig: done('vote propose'),
    sponsor: ['ana', 'vote sponsor PROPOSAL', 'DraftClosed'],
    sponsorBySig: done('vote propose'),
  },
  beacon: {
    close: ['ana', 'beacon close 4000000000', 'RoundRunning'],
    join: done('beacon join'),
    reveal: ['ana', `beacon reveal ${ACCOUNT} SECRET`, 'ForeignSecretError'],
    strike: ['ana', `beacon strike ${ACCOUNT} 1`, 'RoundSilent'],
  },
  commonsGovernor: {
    cancel: done('vote cancel'),
    castVote: ['ana', 'vote cast PROPOSAL for', 'GovernorUnexpectedProposalState'],
    castVoteBySig: done('vote relay'),
    execute: ['ana', 'vote carry-out PROPOSAL', 'NothingToCarryOutError'],
    propose: done('vote propose'),
    queue: ['ana', 'vote carry-out PROPOSAL', 'NothingToCarryOutError'],
  },
  commonsPool: {
    drop: ['ana', 'floor drop 123', 'PledgeMissing'],
    pledge: done('floor pledge'),
    redeemMany: done('floor redeem'),
  },
  consentRegistry: {
    changeTierMany: ['ana', 'deposit tier-many archive-only DEPOSIT', null],
    withdrawMany: ['ana', 'deposit withdraw-many DEPOSIT', null],
  },
  contributionCredits: { claim: done('credits claim') },
  contributorRoll: { delegate: done('voice lend') },
  decisionRegister: {
    object: ['ana', 'vote object PROPOSAL', 'ObjectionClosed'],
    recordReading: ['ana', 'vote reading PROPOSAL', 'NotPassed'],
    recordRefusal: ['ana', 'vote refusal PROPOSAL', 'NotRefused'],
  },
  depositLog: {
    proveEquivocation: ['ana', 'deposit dispute RECEIPT OTHER', 'HeadsAgree'],
    proveRewrite: ['ana', 'deposit dispute RECEIPT', 'NoFaultError'],
    showAnchored: ['ana', 'audit show-head 1 1', 'NoHeadError'],
  },
  disputeCourt: {
    appeal: ['ana', 'court appeal 99', 'WrongPhase'],
    askChambers: ['ana', 'court ask-chambers 99', 'WrongPhase'],
    barFiler: ['ana', 'court bar-filer 99', 'NotBarrable'],
    commit: ['ana', 'court commit 99 uphold --keep VOTE', 'WrongPhase'],
    draw: ['ana', 'court draw 99', 'WrongPhase'],
    execute: ['ana', 'court execute 99', 'WrongPhase'],
    file: done('court file'),
    freeze: ['ana', 'court freeze 99', 'WrongPhase'],
    giveEvidence: ['ana', 'court evidence 99 --evidence SECRET --uri ipfs://x', 'WrongPhase'],
    reveal: ['ana', 'court reveal HIDDEN', 'WrongPhase'],
    settle: ['ana', 'court settle 99', 'WrongPhase'],
    sponsor: done('court sponsor'),
  },
  expertRegistry: {
    followIdentity: ['ana', 'expert follow 99', 'ERC721NonexistentToken'],
    retire: ['ana', 'expert retire 99', 'ExpertUnknown'],
    setProfile: ['ana', `expert profile 99 ${HASH} PROFILE`, 'ExpertUnknown'],
  },
  guardian: {
    cancelDecision: ['ana', 'guardian cancel PROPOSAL --reason x', 'NotGuardian'],
    delayDecision: done('guardian delay'),
  },
  identityRegistry: {
    cancelRekey: ['ana', 'identity rekey cancel', 'RekeyNotReady'],
    completeRekey: ['ana', 'identity rekey complete 1', 'RekeyNotReady'],
    enrol: done('identity enrol'),
    lapse: ['ana', 'identity lapse 1', null],
    renew: ['ana', 'identity renew STATEMENT', 'AttestersTooFew'],
    requestRekey: ['ana', 'identity rekey request 1 STATEMENT', 'AttestersTooFew'],
    revokeDouble: done('attester double send'),
  },
  modelRegistry: { claimAttribution: ['ana', 'credits claim-share 9', 'NoAdapterError'] },
  operatorRegistry: {
    bond: done('operator bond'),
    register: done('operator register'),
    unbindNode: ['ana', `operator unbind-node ${HASH}`, 'NotOperator'],
    unbond: done('operator unbond'),
    withdrawStake: ['ana', 'operator withdraw-stake', 'NotOperator'],
  },
  receiptBook: {
    proveEquivocation: ['ana', 'audit prove-root ROOT', 'NotSealedError'],
    proveReplay: ['ana', 'audit prove-replay 1 1', 'NotSealedError'],
  },
  spotCheck: {
    delist: ['ana', 'operator delist', 'NotGroupOwner'],
    enlist: done('operator enlist'),
    proveFault: ['ana', 'audit prove-chunk CHUNK', 'NotSealedError'],
  },
  stewardshipBoard: {
    closeElection: ['ana', 'board close 3', 'ElectionClosedAlready'],
    hold: done('board hold'),
    nominate: ['ana', 'board nominate 5 1', 'NominationClosed'],
    openElection: done('board open'),
    signRecall: ['ana', 'board recall 3', 'SeatVacant'],
    stand: done('board stand'),
    takeDown: ['ana', `board take-down DEPOSIT --reason x`, 'NotSteward'],
    vote: ['ana', 'board vote 3 1', 'VoteClosed'],
  },
  workLedger: {
    applyForSeat: ['ana', 'operator apply', 'GroupNotGrown'],
    drawEntrants: ['ana', 'operator draw-entrants 99999', 'LotNotReady'],
    enter: ['ana', 'operator enter', 'GroupNotGrown'],
  },
};
