import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Command } from 'commander';
import { loadAbi } from '../../../protocol/abi/abis.ts';
import { CONTRACT_NAMES, type ContractName } from '../../../protocol/deployment.ts';
import { addCommands } from '../../../scripts/commands/all.ts';
import { COMMANDS } from './everyPower.ts';

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

/** Duties of nodes, which serve, keep logs, train and verify by themselves; nobody does it by hand. */
const BY_NODE: Partial<Record<ContractName, readonly string[]>> = {
  // Single decisions that a contributor signed ("tilth deposit tier", "withdraw") are sent by whichever gate she asks.
  consentRegistry: ['changeTier', 'withdraw'],
  depositLog: ['anchor'],
  expertRegistry: ['publish', 'updateManifest'],
  modelRegistry: ['claimRun', 'drawSeed', 'openRun', 'registerAdapter', 'registerBase'],
  operatorRegistry: ['bindNode'],
  receiptBook: ['seal'],
  spotCheck: ['advance', 'commit', 'draw', 'drawRun', 'reveal', 'settle'],
};

const LISTS = [BY_VOTE, BY_CONTRACT, BY_STANDARD, BY_NODE];

/** Functions that change something, stand in no list, and lack a verb of the client or a command. */
function uncalled(contract: ContractName, names: readonly string[], sources: readonly string[]): readonly string[] {
  const own = sources.filter((it) => it.includes(`'${contract}'`)).join('\n');
  const listed = LISTS.flatMap((it) => it[contract] ?? []);
  const commands = Object.keys(COMMANDS[contract] ?? {});
  const isCalled = (it: string) => own.includes(`'${it}'`) && commands.includes(it);
  return names.filter((it) => !INHERITED.test(it) && !listed.includes(it) && !isCalled(it));
}

describe('reach of the contracts', () => {
  const read = (folder: string) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((it) => it.endsWith('.ts'))
      .map((it) => readFileSync(join(ROOT, folder, it), 'utf8'));
  const sources = read('client');
  const nodes = read('node').join('\n');

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
      const listed = [...LISTS.flatMap((it) => it[contract] ?? []), ...Object.keys(COMMANDS[contract] ?? {})];
      expect(listed.filter((it) => !names.includes(it))).to.deep.equal([]);
      expect((BY_NODE[contract] ?? []).filter((it) => !nodes.includes(`'${it}'`))).to.deep.equal([]);
    });
  }

  it('names for each power a command that there is, and that a test runs', () => {
    const program = new Command();
    addCommands(program);
    const walk = ({ commands }: Command, before = ''): readonly string[] =>
      commands.flatMap((it) => [`${before}${it.name()}`, ...walk(it, `${before}${it.name()} `)]);
    const [known, tests] = [walk(program), read('test').join('\n')];
    for (const trial of Object.values(COMMANDS).flatMap((it) => Object.values(it))) {
      const words = 'command' in trial ? trial.command : trial[1];
      expect(
        known.some((it) => `${words} `.startsWith(`${it} `) && it.includes(' ')),
        words,
      ).to.equal(true);
      if ('command' in trial) expect(tests, words).to.include(`'${words.split(' ').join("', '")}'`);
    }
  });

  it('finds a power that nobody calls', () => {
    expect(
      uncalled('workLedger', ['enter', 'newPower'], [`{ contract: 'workLedger', functionName: 'enter' }`]),
    ).to.deep.equal(['newPower']);
    expect(uncalled('workLedger', ['enter'], [])).to.deep.equal(['enter']);
  });
});
