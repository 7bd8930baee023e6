import { buildModule } from '@nomicfoundation/ignition-core';
import { toFunctionSelector } from 'viem';

const ADMIN_ROLE = 0n;
const MINTER_ROLE = 1n;
const WORK_ROLE = 2n;
const ORDINARY = 1;
const STRUCTURAL = 2;

const selectors = {
  mint: toFunctionSelector('mint(address,uint256,uint256,bytes32)'),
  credit: toFunctionSelector('credit(uint256,uint64)'),
  adopt: toFunctionSelector('adopt(uint16[])'),
  revoke: toFunctionSelector('revoke(uint256)'),
  allowScheme: toFunctionSelector('allowScheme(address,bool)'),
};

/** A whole commons: every contract, wired, with the timelock as the only admin and the deployer without any role. */
export default buildModule('Commons', (m) => {
  const deployer = m.getAccount(0);

  const accessManager = m.contract('AccessManager', [deployer]);
  const timelockController = m.contract('TimelockController', [m.getParameter('minDelay'), [], [], deployer]);
  const constitution = m.contract('Constitution', [m.getParameter('limits')]);
  const attesterQuorum = m.contract('AttesterQuorum', [m.getParameter('attesters'), m.getParameter('attesterQuorum')]);
  const consentRegistry = m.contract('ConsentRegistry');

  const identityRegistry = m.contract('IdentityRegistry', [
    accessManager,
    [attesterQuorum],
    m.getParameter('delegateCap'),
  ]);
  const contributorRoll = m.contractAt('ContributorRoll', m.staticCall(identityRegistry, 'roll'));
  const operatorRegistry = m.contract('OperatorRegistry', [
    identityRegistry,
    m.getParameter('minStake'),
    m.getParameter('unbondingPeriod'),
  ]);
  const contributionCredits = m.contract('ContributionCredits', [accessManager, m.getParameter('creditSettings')]);
  const mixturePolicy = m.contract('MixturePolicy', [
    accessManager,
    constitution,
    m.getParameter('registers'),
    m.getParameter('shares'),
    m.getParameter('mixtureBounds'),
  ]);

  const expertRegistry = m.contract('ExpertRegistry', [operatorRegistry]);
  const depositLog = m.contract('DepositLog', [operatorRegistry]);
  const receiptBook = m.contract('ReceiptBook', [operatorRegistry]);
  const workLedger = m.contract('WorkLedger', [accessManager, operatorRegistry, m.getParameter('workSettings')]);
  const modelRegistry = m.contract('ModelRegistry', [operatorRegistry, mixturePolicy, contributionCredits]);
  const spotCheck = m.contract('SpotCheck', [
    operatorRegistry,
    receiptBook,
    workLedger,
    contributionCredits,
    m.getParameter('verdictsNeeded'),
  ]);

  const ruleBook = m.contract('RuleBook', [
    accessManager,
    constitution,
    m.getParameter('rules'),
    [
      { target: mixturePolicy, selector: selectors.adopt, class: ORDINARY },
      { target: identityRegistry, selector: selectors.revoke, class: STRUCTURAL },
      { target: identityRegistry, selector: selectors.allowScheme, class: STRUCTURAL },
    ],
  ]);
  const commonsGovernor = m.contract('CommonsGovernor', [
    contributorRoll,
    workLedger,
    ruleBook,
    constitution,
    timelockController,
    m.getParameter('governorSettings'),
  ]);
  const contributorLens = m.contract('ChamberLens', [commonsGovernor, 0], { id: 'ContributorLens' });
  const technicalLens = m.contract('ChamberLens', [commonsGovernor, 1], { id: 'TechnicalLens' });

  const proposer = m.call(
    timelockController,
    'grantRole',
    [m.staticCall(timelockController, 'PROPOSER_ROLE'), commonsGovernor],
    { id: 'Proposer' },
  );
  const executor = m.call(
    timelockController,
    'grantRole',
    [m.staticCall(timelockController, 'EXECUTOR_ROLE'), commonsGovernor],
    { id: 'Executor' },
  );
  const canceller = m.call(
    timelockController,
    'grantRole',
    [m.staticCall(timelockController, 'CANCELLER_ROLE'), commonsGovernor],
    { id: 'Canceller' },
  );
  m.call(timelockController, 'renounceRole', [m.staticCall(timelockController, 'DEFAULT_ADMIN_ROLE'), deployer], {
    id: 'LeaveTimelock',
    after: [proposer, executor, canceller],
  });

  const encode = (id: string, functionName: string, args: Parameters<typeof m.encodeFunctionCall>[2]) =>
    m.encodeFunctionCall(accessManager, functionName, args, { id });
  m.call(
    accessManager,
    'multicall',
    [
      [
        encode('LabelMinter', 'labelRole', [MINTER_ROLE, 'MINTER']),
        encode('LabelWork', 'labelRole', [WORK_ROLE, 'WORK']),
        encode('GuardMint', 'setTargetFunctionRole', [contributionCredits, [selectors.mint], MINTER_ROLE]),
        encode('GuardCredit', 'setTargetFunctionRole', [workLedger, [selectors.credit], WORK_ROLE]),
        encode('SpotCheckMints', 'grantRole', [MINTER_ROLE, spotCheck, 0]),
        encode('ModelRegistryMints', 'grantRole', [MINTER_ROLE, modelRegistry, 0]),
        encode('SpotCheckCredits', 'grantRole', [WORK_ROLE, spotCheck, 0]),
        encode('TimelockAdmin', 'grantRole', [ADMIN_ROLE, timelockController, 0]),
        encode('LeaveAccessManager', 'renounceRole', [ADMIN_ROLE, deployer]),
      ],
    ],
    { id: 'Wire' },
  );

  return {
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
    workLedger,
    contributionCredits,
    constitution,
    ruleBook,
    timelockController,
    commonsGovernor,
    contributorLens,
    technicalLens,
    mixturePolicy,
    modelRegistry,
  };
});
