import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadAbi } from '../../../protocol/abi/abis.ts';
import { CONTRACT_NAMES, type ContractName } from '../../../protocol/deployment.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** What every restricted contract or token inherits: nobody's power, or a standard's that is refused here. */
const INHERITED =
  /^(setAuthority|onERC\w+|approve|setApprovalForAll|safe\w*TransferFrom|transferFrom|delegateBySig|castVoteWith\w+|relay)$/;

/** Restricted to the timelock: a vote calls it ("tilth vote draft --call"). */
const BY_VOTE: Partial<Record<ContractName, readonly string[]>> = {
  agenda: ['setSponsorship'],
  attesterQuorum: ['replaceAttester'],
  commonsGovernor: ['setLateQuorumVoteExtension', 'setVotingDelay', 'setVotingPeriod'],
  commonsPool: ['raiseMinimum', 'setFloor', 'setReserve'],
  depositLog: ['reopen'],
  disputeCourt: ['resolveByChambers'],
  guardian: ['renew'],
  identityRegistry: ['discredit', 'setScheme'],
  mixturePolicy: ['adopt', 'adoptPlan'],
  ruleBook: ['addRuleset', 'setClass'],
  workLedger: ['admit'],
};

/** Restricted to another contract of the commons, or called once at its birth. */
const BY_CONTRACT: Partial<Record<ContractName, readonly string[]>> = {
  agenda: ['release', 'take'],
  auditLog: ['record'],
  authority: ['bind'],
  commonsGovernor: ['proposeFor'],
  contributionCredits: ['mint'],
  contributorRoll: ['rekeyed', 'seat'],
  decisionRegister: ['keepDecision', 'spendDecision'],
  identityRegistry: ['suspend'],
  modelRegistry: ['mark', 'markVerified'],
  operatorRegistry: ['hold', 'slash'],
  ruleBook: ['bind'],
  spotCheck: ['voidWork'],
  stewardshipBoard: ['lift'],
  timelockController: [
    ...['cancel', 'execute', 'executeBatch', 'schedule', 'scheduleBatch'],
    ...['grantRole', 'renounceRole', 'revokeRole'],
  ],
  workLedger: ['credit', 'debit'],
};

/** Doors of ERC-8004 for other programs' agents; our nodes publish experts by `publish` and `updateManifest`. */
const BY_STANDARD: Partial<Record<ContractName, readonly string[]>> = {
  expertRegistry: ['register', 'setAgentURI', 'setMetadata'],
};

const LISTS = [BY_VOTE, BY_CONTRACT, BY_STANDARD];

/** Functions that change something, and are called by nothing and nobody. */
function uncalled(contract: ContractName, names: readonly string[], sources: readonly string[]): readonly string[] {
  const own = sources.filter((it) => it.includes(`'${contract}'`)).join('\n');
  const listed = LISTS.flatMap((it) => it[contract] ?? []);
  return names.filter((it) => !INHERITED.test(it) && !listed.includes(it) && !own.includes(`'${it}'`));
}

describe('reach of the contracts', () => {
  const read = (folder: string) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((it) => it.endsWith('.ts'))
      .map((it) => readFileSync(join(ROOT, folder, it), 'utf8'));
  const sources = [...read('client'), ...read('node')];

  for (const contract of CONTRACT_NAMES) {
    it(`gives every power of ${contract} a caller`, async () => {
      const abi = await loadAbi[contract]();
      const names = abi.flatMap((it) =>
        it.type === 'function' && (it.stateMutability === 'nonpayable' || it.stateMutability === 'payable')
          ? [it.name as string]
          : [],
      );
      expect(uncalled(contract, names, sources)).to.deep.equal([]);
      // A list that names what is gone would hide what comes under its name.
      const listed = LISTS.flatMap((it) => it[contract] ?? []);
      expect(listed.filter((it) => !names.includes(it))).to.deep.equal([]);
    });
  }

  it('finds a power that nobody calls', () => {
    expect(
      uncalled('workLedger', ['enter', 'newPower'], [`{ contract: 'workLedger', functionName: 'enter' }`]),
    ).to.deep.equal(['newPower']);
  });
});
