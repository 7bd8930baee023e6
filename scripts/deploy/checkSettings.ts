import type { Address } from 'viem';
import type { ContractName, Deployment } from '../../protocol/deployment.ts';
import { compare, type Finding } from './finding.ts';
import { toParameters } from './genesis/parameters.ts';
import { type Executed, readExecuted } from './readExecuted.ts';
import { readView, type Subject } from './subject.ts';

type Born = ReturnType<typeof toParameters> & { readonly contracts: Deployment['contracts'] };
/** What a call that a vote decided makes of a setting. */
type Change = (now: never, args: never) => unknown;

type Setting = {
  readonly contract: ContractName;
  readonly view: string;
  readonly args?: readonly unknown[];
  readonly born: (it: Born) => unknown;
  readonly changes?: Readonly<Record<string, Change>>;
};

const replace: Change = (_: unknown, [next]: readonly [unknown]) => next;

/** Settings that storage holds, so that no comparison of code covers them, and the votes that move them. */
const SETTINGS: readonly Setting[] = [
  { contract: 'timelockController', view: 'getMinDelay', born: (it) => it.minDelay },
  { contract: 'attesterQuorum', view: 'quorum', born: (it) => it.attesterQuorum },
  {
    contract: 'attesterQuorum',
    view: 'attesters',
    born: (it) => it.attesters,
    changes: {
      replaceAttester: (now: readonly Address[], [old, next]: readonly [Address, Address]) =>
        now.map((it) => (it.toLowerCase() === old.toLowerCase() ? next : it)),
    },
  },
  { contract: 'identityRegistry', view: 'settings', born: (it) => it.identitySettings },
  {
    contract: 'identityRegistry',
    view: 'anchor',
    born: (it) => it.contracts.attesterQuorum,
    changes: { setScheme: replace },
  },
  { contract: 'spotCheck', view: 'settings', born: (it) => it.spotCheckSettings },
  { contract: 'disputeCourt', view: 'settings', born: (it) => it.courtSettings },
  { contract: 'guardian', view: 'guardians', born: (it) => it.guardians },
  {
    contract: 'mixturePolicy',
    view: 'current',
    born: (it) => [1, it.shares],
    changes: {
      adopt: ([id]: readonly [number], [shares]: readonly [readonly number[]]) => [id + 1, shares],
      adoptPlan: ([id, shares]: readonly [number, readonly number[]]) => [id + 1, shares],
    },
  },
  { contract: 'mixturePolicy', view: 'plan', born: (it) => it.plan, changes: { adoptPlan: replace } },
  {
    contract: 'commonsGovernor',
    view: 'votingDelay',
    born: (it) => it.governorSettings.votingDelay,
    changes: { setVotingDelay: replace },
  },
  {
    contract: 'commonsGovernor',
    view: 'votingPeriod',
    born: (it) => it.governorSettings.votingPeriod,
    changes: { setVotingPeriod: replace },
  },
  {
    contract: 'commonsGovernor',
    view: 'lateQuorumVoteExtension',
    born: (it) => it.governorSettings.lateExtension,
    changes: { setLateQuorumVoteExtension: replace },
  },
  {
    contract: 'agenda',
    view: 'settings',
    born: (it) => it.governorSettings.sponsorship,
    changes: { setSponsorship: replace },
  },
  {
    contract: 'commonsPool',
    view: 'floor',
    born: (it) => it.commonsSettings.floor,
    changes: { setFloor: replace, raiseMinimum: atLeast },
  },
  {
    contract: 'commonsPool',
    view: 'minimum',
    born: (it) => it.limits.minCommonsFloor,
    changes: { raiseMinimum: replace },
  },
  {
    contract: 'commonsPool',
    view: 'reserve',
    born: (it) => it.commonsSettings.reserve,
    changes: { setReserve: replace },
  },
  ...[0, 1, 2, 3].map((kind): Setting => {
    const addRuleset: Change = (now: unknown, [rules]: readonly [{ readonly class: number }]) =>
      rules.class === kind ? rules : now;
    return {
      contract: 'ruleBook',
      view: 'rulesOf',
      args: [kind],
      born: (it) => it.rules[kind],
      changes: { addRuleset },
    };
  }),
];

/** Compares settings with the genesis and with what decisions made of it since. */
export async function checkSettings(subject: Subject): Promise<readonly Finding[]> {
  const born: Born = { ...toParameters(subject.genesis), contracts: subject.deployment.contracts };
  const executed = await readExecuted(subject);
  return Promise.all(
    SETTINGS.map(async (setting) => {
      const { contract, view, args = [] } = setting;
      const found = await readView(subject, contract, view, args);
      const label = `${contract}.${view}${args.length > 0 ? ` ${args.join(' ')}` : ''}`;
      return compare('settings', label, plain(follow(setting, born, executed), found), plain(found, found));
    }),
  );
}

function follow({ contract, born, changes = {} }: Setting, at: Born, executed: readonly Executed[]): unknown {
  return executed.reduce((now, it) => {
    const change = it.contract === contract ? changes[it.functionName] : undefined;
    return change ? change(now as never, it.args as never) : now;
  }, born(at));
}

function atLeast(now: bigint | number, [least]: readonly [bigint]): bigint | number {
  return BigInt(now) < least ? least : now;
}

/** Numbers as text, keys in one order and only those that the contract has, as structs and genesis files differ in all three. */
function plain(value: unknown, like: unknown): unknown {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map((it, i) => plain(it, Array.isArray(like) ? like[i] : undefined));
  if (typeof value !== 'object' || value === null) return value;
  const known = typeof like === 'object' && like !== null ? Object.keys(like) : Object.keys(value);
  const of = (key: string) => (value as Readonly<Record<string, unknown>>)[key];
  const inside = (key: string) => (like as Readonly<Record<string, unknown>> | undefined)?.[key];
  return Object.fromEntries([...known].sort().map((key) => [key, plain(of(key), inside(key))]));
}
