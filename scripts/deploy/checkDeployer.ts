import { zeroHash } from 'viem';
import { compare, type Finding } from './finding.ts';
import { ADMIN_ROLE, ROLES } from './modules/authority.ts';
import { readView, type Subject } from './subject.ts';

/** Asks for every role whether whoever deployed still holds it. */
export async function checkDeployer(subject: Subject): Promise<readonly Finding[]> {
  const { deployer } = subject;
  const held: string[] = [];
  for (const { id, label } of [{ id: ADMIN_ROLE, label: 'ADMIN' }, ...ROLES]) {
    const [member] = (await readView(subject, 'accessManager', 'hasRole', [id, deployer])) as readonly [boolean];
    if (member) held.push(label);
  }
  for (const name of ['PROPOSER_ROLE', 'EXECUTOR_ROLE', 'CANCELLER_ROLE', 'DEFAULT_ADMIN_ROLE']) {
    const role = name === 'DEFAULT_ADMIN_ROLE' ? zeroHash : await readView(subject, 'timelockController', name);
    if (await readView(subject, 'timelockController', 'hasRole', [role, deployer])) held.push(`timelock ${name}`);
  }
  return [compare('deployer', `${deployer} holds`, 'nothing', held.join(', ') || 'nothing')];
}
