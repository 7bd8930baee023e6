import { buildModule } from '@nomicfoundation/ignition-core';
import { ADMIN_ROLE, CLASSES, ROLES } from './authority.ts';

/** A whole commons: every contract, wired, with the timelock as the only admin and the deployer without any role. */
export default buildModule('Commons', (m) => {
  const deployer = m.getAccount(0);

  const accessManager = m.contract('AccessManager', [deployer]);
  const timelockController = m.contract('TimelockController', [m.getParameter('minDelay'), [], [], deployer]);
  const constitution = m.contract('Constitution', [m.getParameter('limits')]);
  const attesterQuorum = m.contract('AttesterQuorum', [m.getParameter('attesters'), m.getParameter('attesterQuorum')]);
  const consentRegistry = m.contract('ConsentRegistry', [m.getParameter('consentEpoch')]);

  const identityRegistry = m.contract('IdentityRegistry', [
    accessManager,
    attesterQuorum,
    m.getParameter('identitySettings'),
  ]);
  const contributorRoll = m.contractAt('ContributorRoll', m.staticCall(identityRegistry, 'roll'));
  const operatorRegistry = m.contract('OperatorRegistry', [
    identityRegistry,
    m.getParameter('minStake'),
    m.getParameter('unbondingPeriod'),
  ]);
  const contributionCredits = m.contract('ContributionCredits', [
    accessManager,
    identityRegistry,
    m.getParameter('creditSettings'),
  ]);
  const mixturePolicy = m.contract('MixturePolicy', [
    accessManager,
    constitution,
    m.getParameter('registers'),
    m.getParameter('shares'),
    m.getParameter('mixtureBounds'),
  ]);

  const expertRegistry = m.contract('ExpertRegistry', [operatorRegistry]);
  const depositLog = m.contract('DepositLog', [operatorRegistry, identityRegistry]);
  const receiptBook = m.contract('ReceiptBook', [identityRegistry]);
  const workLedger = m.contract('WorkLedger', [accessManager, operatorRegistry, m.getParameter('workSettings')]);
  const spotCheck = m.contract('SpotCheck', [
    accessManager,
    operatorRegistry,
    receiptBook,
    workLedger,
    m.getParameter('spotCheckSettings'),
  ]);
  const settlement = m.contract('Settlement', [
    operatorRegistry,
    identityRegistry,
    workLedger,
    contributionCredits,
    m.getParameter('settlementWindow'),
  ]);
  const modelRegistry = m.contract('ModelRegistry', [
    accessManager,
    operatorRegistry,
    mixturePolicy,
    consentRegistry,
    contributionCredits,
    m.getParameter('maxConsentAge'),
  ]);
  const commonsPool = m.contract('CommonsPool', [
    accessManager,
    operatorRegistry,
    identityRegistry,
    constitution,
    m.getParameter('commonsSettings'),
  ]);
  const proofJudge = m.contract('ProofJudge');

  const ruleBook = m.contract('RuleBook', [accessManager, constitution, m.getParameter('rules'), []]);
  const commonsGovernor = m.contract('CommonsGovernor', [
    identityRegistry,
    workLedger,
    ruleBook,
    constitution,
    timelockController,
    m.getParameter('governorSettings'),
  ]);
  const objectionRegister = m.contractAt('ObjectionRegister', m.staticCall(commonsGovernor, 'objections'));
  const readingRegister = m.contractAt('ReadingRegister', m.staticCall(commonsGovernor, 'readings'));
  const contributorLens = m.contract('ChamberLens', [commonsGovernor, 0], { id: 'ContributorLens' });
  const technicalLens = m.contract('ChamberLens', [commonsGovernor, 1], { id: 'TechnicalLens' });

  const stewardshipBoard = m.contract('StewardshipBoard', [
    accessManager,
    identityRegistry,
    workLedger,
    m.getParameter('boardSettings'),
  ]);
  const disputeCourt = m.contract('DisputeCourt', [
    accessManager,
    identityRegistry,
    operatorRegistry,
    stewardshipBoard,
    contributionCredits,
    spotCheck,
    modelRegistry,
    m.getParameter('courtSettings'),
  ]);
  m.call(identityRegistry, 'bindCourt', [disputeCourt], { id: 'CourtOfIdentities' });
  m.call(operatorRegistry, 'bindCourt', [disputeCourt], { id: 'CourtOfOperators' });

  const contracts = {
    accessManager,
    attesterQuorum,
    identityRegistry,
    contributorRoll,
    operatorRegistry,
    expertRegistry,
    depositLog,
    consentRegistry,
    receiptBook,
    spotCheck,
    settlement,
    workLedger,
    contributionCredits,
    proofJudge,
    constitution,
    ruleBook,
    timelockController,
    commonsGovernor,
    objectionRegister,
    readingRegister,
    contributorLens,
    technicalLens,
    mixturePolicy,
    modelRegistry,
    commonsPool,
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

  const encode = (id: string, functionName: string, args: Parameters<typeof m.encodeFunctionCall>[2]) =>
    m.encodeFunctionCall(accessManager, functionName, args, { id });
  const classes = CLASSES.map(({ target, signature, selector, class: class_ }) => {
    const id = `${target}_${signature.split('(')[0]}`;
    const call = m.encodeFunctionCall(ruleBook, 'setClass', [{ target: contracts[target], selector, class: class_ }], {
      id: `Class_${id}`,
    });
    return encode(`Classify_${id}`, 'execute', [ruleBook, call]);
  });
  const roles = ROLES.flatMap(({ id, label, guards, holders }) => [
    encode(`Label_${label}`, 'labelRole', [id, label]),
    ...guards.map(({ target, selector }) =>
      encode(`Guard_${target}_${label}`, 'setTargetFunctionRole', [contracts[target], [selector], id]),
    ),
    ...holders.map((holder) => encode(`Grant_${label}_${holder}`, 'grantRole', [id, contracts[holder], 0])),
  ]);
  m.call(
    accessManager,
    'multicall',
    [
      [
        ...classes,
        ...roles,
        encode('TimelockAdmin', 'grantRole', [ADMIN_ROLE, timelockController, 0]),
        encode('LeaveAccessManager', 'renounceRole', [ADMIN_ROLE, deployer]),
      ],
    ],
    { id: 'Wire' },
  );

  return contracts;
});
