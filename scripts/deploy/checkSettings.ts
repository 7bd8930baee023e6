import type { ContractName } from '../../protocol/deployment.ts';
import { compare, type Finding } from './finding.ts';
import { toParameters } from './genesis/parameters.ts';
import { readView, type Subject } from './subject.ts';

type Parameters = ReturnType<typeof toParameters>;
type Check = readonly [
  contract: ContractName,
  view: string,
  args: readonly unknown[],
  expected: (it: Parameters) => unknown,
];

/** Settings at birth that storage holds, so that no comparison of code covers them. Votes may have moved some since. */
const CHECKS: readonly Check[] = [
  ['timelockController', 'getMinDelay', [], (it) => it.minDelay],
  ['attesterQuorum', 'quorum', [], (it) => it.attesterQuorum],
  ['attesterQuorum', 'attesters', [], (it) => it.attesters],
  ['mixturePolicy', 'current', [], (it) => [1, it.shares]],
  ['commonsGovernor', 'votingDelay', [], (it) => it.governorSettings.votingDelay],
  ['commonsGovernor', 'votingPeriod', [], (it) => it.governorSettings.votingPeriod],
  ['commonsGovernor', 'lateQuorumVoteExtension', [], (it) => it.governorSettings.lateExtension],
  ['commonsPool', 'floor', [], (it) => it.commonsSettings.floor],
  ['ruleBook', 'rulesOf', [0], (it) => it.rules[0]],
  ['ruleBook', 'rulesOf', [1], (it) => it.rules[1]],
  ['ruleBook', 'rulesOf', [2], (it) => it.rules[2]],
  ['ruleBook', 'rulesOf', [3], (it) => it.rules[3]],
];

/** Compares settings that live in storage with the genesis. Those in the code are part of the comparison of code. */
export async function checkSettings(subject: Subject): Promise<readonly Finding[]> {
  const parameters = toParameters(subject.genesis);
  return Promise.all(
    CHECKS.map(async ([contract, view, args, expected]) => {
      const found = await readView(subject, contract, view, args);
      const label = `${contract}.${view}${args.length > 0 ? ` ${args.join(' ')}` : ''}`;
      return compare('settings', label, plain(expected(parameters)), plain(found));
    }),
  );
}

/** Numbers as text and keys in one order, as structs and genesis files differ in both. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}
