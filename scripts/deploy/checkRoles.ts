import type { Address, Hex } from 'viem';
import { CONTRACT_NAMES } from '../../protocol/deployment.ts';
import { compare, type Finding } from './finding.ts';
import { ADMIN_ROLE, CLASSES, ROLES } from './modules/authority.ts';
import { type EventLog, readLogs } from './readLogs.ts';
import { nameOf, readView, type Subject } from './subject.ts';

const PUBLIC_ROLE = 2n ** 64n - 1n;
const CONSTITUTIONAL = 3;

/** Who may call what through the access manager: its whole history, replayed, beside what the module sets. */
export async function checkRoles(subject: Subject): Promise<readonly Finding[]> {
  const logs = await readManagerLogs(subject);
  return [
    ...(await checkHolders(subject, logs)),
    ...checkGuards(subject, logs),
    ...checkUnchanged(logs),
    ...(await checkAuthorities(subject)),
  ];
}

/** Every event of the access manager. */
async function readManagerLogs({ client, deployment, builds }: Subject): Promise<readonly EventLog[]> {
  const abi = builds.get('accessManager')?.abi ?? [];
  const address = deployment.contracts.accessManager;
  return readLogs(client, { address, abi, fromBlock: BigInt(deployment.block) });
}

/** The class of every call that the rule book does not leave constitutional. */
export async function checkClasses(subject: Subject): Promise<readonly Finding[]> {
  const { client, deployment, builds } = subject;
  const abi = builds.get('ruleBook')?.abi ?? [];
  const logs = await readLogs(client, {
    address: deployment.contracts.ruleBook,
    abi,
    fromBlock: BigInt(deployment.block),
  });
  const found = new Map<string, number>();
  for (const { eventName, args } of logs) {
    if (eventName !== 'ClassSet') continue;
    found.set(`${nameOf(subject, args.target as Address)} ${args.selector as Hex}`, args.class as number);
  }
  const wanted = new Map<string, (typeof CLASSES)[number]>(CLASSES.map((it) => [`${it.target} ${it.selector}`, it]));
  const keys = new Set([...found.keys(), ...wanted.keys()]);
  return [...keys].map((key) => {
    const expected = wanted.get(key);
    const label = expected ? `${expected.target}.${expected.signature}` : key;
    return compare('classes', label, expected?.class ?? CONSTITUTIONAL, found.get(key) ?? CONSTITUTIONAL);
  });
}

async function checkHolders(subject: Subject, logs: readonly EventLog[]): Promise<readonly Finding[]> {
  const admin = { id: ADMIN_ROLE, label: 'ADMIN', holders: ['timelockController'] as readonly string[] };
  const known = [admin, ...ROLES];
  const strange = [
    ...new Set(logs.filter((it) => it.eventName === 'RoleGranted').map((it) => it.args.roleId as bigint)),
  ]
    .filter((id) => !known.some((it) => it.id === id))
    .map((id) => ({ id, label: `role ${id}`, holders: [] as readonly string[] }));
  return Promise.all(
    [...known, ...strange].map(async ({ id, label, holders }) => {
      const ever = [
        ...new Set(logs.filter((it) => it.args.roleId === id && it.args.account).map((it) => it.args.account)),
      ];
      const now: string[] = [];
      for (const account of ever as Address[]) {
        const [member] = (await readView(subject, 'accessManager', 'hasRole', [id, account])) as readonly [boolean];
        if (member) now.push(nameOf(subject, account));
      }
      return compare('roles', `${label} is held by`, [...holders].sort().join(', '), now.sort().join(', '));
    }),
  );
}

function checkGuards(subject: Subject, logs: readonly EventLog[]): readonly Finding[] {
  const found = new Map<string, bigint>();
  for (const { eventName, args } of logs) {
    if (eventName !== 'TargetFunctionRoleUpdated') continue;
    found.set(`${nameOf(subject, args.target as Address)} ${args.selector as Hex}`, args.roleId as bigint);
  }
  const wanted = new Map<string, { readonly role: (typeof ROLES)[number]; readonly label: string }>(
    ROLES.flatMap((role) =>
      role.guards.map(
        (it) => [`${it.target} ${it.selector}`, { role, label: `${it.target}.${it.signature}` }] as const,
      ),
    ),
  );
  const nameOfRole = (id: bigint) => {
    if (id === PUBLIC_ROLE) return 'PUBLIC';
    return id === ADMIN_ROLE ? 'ADMIN' : (ROLES.find((it) => it.id === id)?.label ?? `role ${id}`);
  };
  return [...new Set([...found.keys(), ...wanted.keys()])].map((key) => {
    const expected = wanted.get(key);
    const label = `${expected?.label ?? key} may be called by`;
    return compare('roles', label, expected?.role.label ?? 'ADMIN', nameOfRole(found.get(key) ?? ADMIN_ROLE));
  });
}

/** What a manager can also do, and this one never did. */
function checkUnchanged(logs: readonly EventLog[]): readonly Finding[] {
  const names = ['RoleAdminChanged', 'RoleGuardianChanged', 'TargetClosed', 'TargetAdminDelayUpdated'];
  return names.map((name) =>
    compare('roles', name, 'never', logs.some((it) => it.eventName === name) ? 'yes' : 'never'),
  );
}

async function checkAuthorities(subject: Subject): Promise<readonly Finding[]> {
  const managed = CONTRACT_NAMES.filter((name) =>
    subject.builds.get(name)?.abi.some((it) => it.type === 'function' && it.name === 'authority'),
  );
  return Promise.all(
    managed.map(async (name) => {
      const authority = (await readView(subject, name, 'authority')) as Address;
      return compare('roles', `${name} obeys`, 'accessManager', nameOf(subject, authority));
    }),
  );
}
