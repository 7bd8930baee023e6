import { type Address, zeroHash } from 'viem';
import { compare, type Finding } from './finding.ts';
import { readLogs } from './readLogs.ts';
import { nameOf, readView, type Subject } from './subject.ts';

const EXPECTED = {
  PROPOSER_ROLE: 'commonsGovernor',
  EXECUTOR_ROLE: 'commonsGovernor',
  CANCELLER_ROLE: 'commonsGovernor',
  DEFAULT_ADMIN_ROLE: '',
} as const;

/** The governor proposes, executes and cancels alone, and nobody can ever change that. */
export async function checkTimelock(subject: Subject): Promise<readonly Finding[]> {
  const { client, deployment, builds } = subject;
  const address = deployment.contracts.timelockController;
  const abi = builds.get('timelockController')?.abi ?? [];
  const logs = await readLogs(client, { address, abi, fromBlock: BigInt(deployment.block) });
  const granted = logs.filter((it) => it.eventName === 'RoleGranted');
  const findings: Finding[] = [];
  const known = new Set<string>();
  for (const [label, holder] of Object.entries(EXPECTED)) {
    const role =
      label === 'DEFAULT_ADMIN_ROLE' ? zeroHash : ((await readView(subject, 'timelockController', label)) as string);
    known.add(role);
    const ever = [...new Set(granted.filter((it) => it.args.role === role).map((it) => it.args.account as Address))];
    const now: string[] = [];
    for (const account of ever) {
      if (await readView(subject, 'timelockController', 'hasRole', [role, account])) now.push(nameOf(subject, account));
    }
    findings.push(compare('timelock', `${label} is held by`, holder, now.sort().join(', ')));
  }
  const strange = granted.filter((it) => !known.has(it.args.role as string)).length;
  return [...findings, compare('timelock', 'other roles granted', 0, strange)];
}
