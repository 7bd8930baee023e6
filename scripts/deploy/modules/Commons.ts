import { buildModule } from '@nomicfoundation/ignition-core';
import { CLASSES, RIGHTS } from './authority.ts';

/** A whole commons: every contract, wired, with rights that nobody can move and the deployer without any. */
export default buildModule('Commons', (m) => {
  const deployer = m.getAccount(0);

  const timelockController = m.contract('CommonsTimelock', [m.getParameter('minDelay'), deployer]);
  const authority = m.contract('CommonsAuthority', [timelockController]);
  const constitution = m.contract('Constitution', [m.getParameter('limits')]);
  const auditLog = m.contract('AuditLog', [authority]);
  const attesterQuorum = m.contract('AttesterQuorum', [
    authority,
    m.getParameter('attesters'),
    m.getParameter('attesterQuorum'),
  ]);
  const beacon = m.contract('Beacon', [attesterQuorum, m.getParameter('beaconRound'), m.getParameter('beaconBan')]);

  const identityRegistry = m.contract('IdentityRegistry', [
    authority,
    attesterQuorum,
    auditLog,
    m.getParameter('identitySettings'),
  ]);
  const contributorRoll = m.contractAt('ContributorRoll', m.staticCall(identityRegistry, 'roll'));
  const operatorRegistry = m.contract('OperatorRegistry', [
    authority,
    identityRegistry,
    m.getParameter('minStake'),
    m.getParameter('unbondingPeriod'),
  ]);
  const consentRegistry = m.contract('ConsentRegistry', [identityRegistry]);
  const expertRegistry = m.contract('ExpertRegistry', [operatorRegistry]);
  const depositLog = m.contract('DepositLog', [authority, operatorRegistry, identityRegistry]);
  const mixturePolicy = m.contract('MixturePolicy', [
    authority,
    constitution,
    m.getParameter('registers'),
    m.getParameter('shares'),
    m.getParameter('plan'),
    m.getParameter('mixtureBounds'),
  ]);

  const receiptBook = m.contract('ReceiptBook', [identityRegistry, m.getParameter('receiptEpoch')]);
  const workLedger = m.contract('WorkLedger', [authority, operatorRegistry, beacon, m.getParameter('workSettings')]);
  const contributionCredits = m.contract('ContributionCredits', [
    authority,
    identityRegistry,
    workLedger,
    m.getParameter('creditSettings'),
  ]);
  const modelRegistry = m.contract('ModelRegistry', [
    authority,
    operatorRegistry,
    identityRegistry,
    mixturePolicy,
    consentRegistry,
    contributionCredits,
    beacon,
    m.getParameter('modelSettings'),
  ]);
  const proofJudge = m.contract('ProofJudge');
  const spotCheck = m.contract('SpotCheck', [
    authority,
    operatorRegistry,
    receiptBook,
    workLedger,
    beacon,
    proofJudge,
    expertRegistry,
    modelRegistry,
    m.getParameter('spotCheckSettings'),
  ]);
  const commonsPool = m.contract('CommonsPool', [
    authority,
    operatorRegistry,
    identityRegistry,
    workLedger,
    constitution,
    m.getParameter('commonsSettings'),
  ]);

  const ruleBook = m.contract('RuleBook', [authority, constitution, m.getParameter('rules')]);
  const guardian = m.contract('Guardian', [
    authority,
    m.getParameter('guardians'),
    m.getParameter('guardianQuorum'),
    m.getParameter('guardianSettings'),
    auditLog,
  ]);
  const commonsGovernor = m.contract('CommonsGovernor', [
    identityRegistry,
    operatorRegistry,
    workLedger,
    ruleBook,
    constitution,
    timelockController,
    guardian,
    authority,
    m.getParameter('governorSettings'),
  ]);
  const agenda = m.contractAt('Agenda', m.staticCall(commonsGovernor, 'agenda'));
  const decisionRegister = m.contractAt('DecisionRegister', m.staticCall(commonsGovernor, 'decisions'));

  const stewardshipBoard = m.contract('StewardshipBoard', [
    authority,
    identityRegistry,
    workLedger,
    auditLog,
    m.getParameter('boardSettings'),
  ]);
  const disputeCourt = m.contract('DisputeCourt', [
    authority,
    identityRegistry,
    operatorRegistry,
    stewardshipBoard,
    contributionCredits,
    spotCheck,
    modelRegistry,
    beacon,
    commonsGovernor,
    auditLog,
    m.getParameter('courtSettings'),
  ]);

  const contracts = {
    authority,
    timelockController,
    constitution,
    attesterQuorum,
    beacon,
    auditLog,
    identityRegistry,
    contributorRoll,
    operatorRegistry,
    expertRegistry,
    depositLog,
    consentRegistry,
    receiptBook,
    workLedger,
    proofJudge,
    spotCheck,
    contributionCredits,
    mixturePolicy,
    modelRegistry,
    commonsPool,
    ruleBook,
    guardian,
    commonsGovernor,
    agenda,
    decisionRegister,
    stewardshipBoard,
    disputeCourt,
  };

  const timelockRoles = ['PROPOSER_ROLE', 'EXECUTOR_ROLE', 'CANCELLER_ROLE'].map((role) =>
    m.call(timelockController, 'grantRole', [m.staticCall(timelockController, role), commonsGovernor], { id: role }),
  );
  const timelockAdmin = m.staticCall(timelockController, 'DEFAULT_ADMIN_ROLE');
  // With nobody left to give a role, not even the timelock itself, no vote can ever let anyone pass by the governor.
  const frozen = m.call(timelockController, 'revokeRole', [timelockAdmin, timelockController], {
    id: 'FreezeTimelock',
    after: timelockRoles,
  });
  m.call(timelockController, 'renounceRole', [timelockAdmin, deployer], { id: 'LeaveTimelock', after: [frozen] });

  const classes = CLASSES.map((it) => ({ target: contracts[it.target], selector: it.selector, class: it.class }));
  m.call(ruleBook, 'bind', [classes], { id: 'BindClasses' });
  const rights = RIGHTS.flatMap(({ target, selector, holders }) =>
    holders.map((holder) => ({ target: contracts[target], selector, holder: contracts[holder] })),
  );
  m.call(authority, 'bind', [rights, disputeCourt], { id: 'BindRights' });

  return contracts;
});
