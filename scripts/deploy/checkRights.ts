import type { Address, Hex } from 'viem';
import { CONTRACT_NAMES } from '../../protocol/deployment.ts';
import { compare, type Finding } from './finding.ts';
import { RIGHTS } from './modules/authority.ts';
import { nameOf, readView, type Subject } from './subject.ts';

type Row = { readonly target: Address; readonly selector: Hex; readonly holder: Address };

/** Who may call what beside the timelock: the authority's whole table beside the module's, and that nothing can change it. */
export async function checkRights(subject: Subject): Promise<readonly Finding[]> {
  const table = (await readView(subject, 'authority', 'table')) as readonly Row[];
  return [...checkTable(subject, table), checkVerbs(subject), ...(await checkObedience(subject))];
}

function checkTable(subject: Subject, table: readonly Row[]): readonly Finding[] {
  const found = new Map<string, string[]>();
  for (const { target, selector, holder } of table) {
    const key = `${nameOf(subject, target)} ${selector}`;
    found.set(key, [...(found.get(key) ?? []), nameOf(subject, holder)]);
  }
  const wanted = new Map(RIGHTS.map((it) => [`${it.target} ${it.selector}`, it]));
  return [...new Set([...wanted.keys(), ...found.keys()])].map((key) => {
    const right = wanted.get(key);
    const label = right ? `${right.target}.${right.signature.split('(')[0]}` : key;
    const holders = right ? [...right.holders].sort().join(', ') : 'the timelock';
    return compare(
      'rights',
      `${label} may be called by`,
      holders,
      (found.get(key) ?? ['the timelock']).sort().join(', '),
    );
  });
}

/** The code at the address is compared elsewhere, so its interface says all that it can do. */
function checkVerbs({ builds }: Subject): Finding {
  const verbs = (builds.get('authority')?.abi ?? []).flatMap((it) =>
    it.type === 'function' && it.stateMutability !== 'view' && it.stateMutability !== 'pure' ? [it.name] : [],
  );
  return compare('rights', 'what changes the table, once', 'bind', verbs.join(', '));
}

async function checkObedience(subject: Subject): Promise<readonly Finding[]> {
  const managed = CONTRACT_NAMES.filter((name) =>
    subject.builds.get(name)?.abi.some((it) => it.type === 'function' && it.name === 'authority'),
  );
  return Promise.all(
    managed.map(async (name) => {
      const authority = (await readView(subject, name, 'authority')) as Address;
      return compare('rights', `${name} obeys`, 'authority', nameOf(subject, authority));
    }),
  );
}
