import { RIGHTS, type Right } from '../../deploy/modules/authority.ts';
import commonsModule from '../../deploy/modules/Commons.ts';
import { deriveRights } from './deriveRights.ts';

/** The table of rights, changed in one place, and what noticed. */
export type RightMutant = { readonly id: string; readonly killedBy: string | null };

/** Says where a table of rights differs from the calls that the code of the contracts makes. */
export function findWrongRights(rights: readonly Right[], derived = deriveRights()): readonly string[] {
  const nameOf = (key: Right['target']): string => commonsModule.results[key].contractName;
  const wanted = new Map(derived.map((it) => [`${it.target}.${it.selector}`, it]));
  const findings: string[] = [];
  for (const { target, selector, signature, holders } of rights) {
    const key = `${nameOf(target)}.${selector}`;
    const callers = wanted.get(key)?.callers ?? [];
    wanted.delete(key);
    const held = holders.map(nameOf).sort();
    if (held.join() !== callers.join()) findings.push(`${target}.${signature}: ${held} may call it, ${callers} do`);
  }
  for (const { target, name, callers } of wanted.values())
    findings.push(`${callers} call ${target}.${name} without a right`);
  return findings;
}

/** Takes each right and each holder away, and gives each right to a stranger; all of it must be noticed. */
export function mutateAuthority(derived = deriveRights()): readonly RightMutant[] {
  const wrong = findWrongRights(RIGHTS, derived);
  if (wrong.length > 0) throw new Error(`the table of rights is wrong to begin with: ${wrong.join('; ')}`);
  return RIGHTS.flatMap((right, index) => {
    const id = `authority.${right.target}.${right.signature.split('(')[0]}`;
    const others = RIGHTS.filter((_, i) => i !== index);
    const withHolders = (holders: Right['holders']) => [...others, { ...right, holders }];
    const judge = (name: string, rights: readonly Right[]): RightMutant => {
      return { id: `${id}.${name}`, killedBy: findWrongRights(rights, derived)[0] ?? null };
    };
    return [
      judge('dropped', others),
      judge('stranger', withHolders([...right.holders, 'commonsPool'])),
      ...(right.holders.length > 1
        ? right.holders.map((gone) => judge(`without.${gone}`, withHolders(right.holders.filter((it) => it !== gone))))
        : []),
    ];
  });
}
