import { zeroHash } from 'viem';
import { compare, type Finding } from './finding.ts';
import { readView, type Subject } from './subject.ts';

/** Asks for every right and every role whether whoever deployed still holds it. */
export async function checkDeployer(subject: Subject): Promise<readonly Finding[]> {
  const { deployer } = subject;
  const table = (await readView(subject, 'authority', 'table')) as readonly { selector: string; holder: string }[];
  const held = table
    .filter((it) => it.holder.toLowerCase() === deployer.toLowerCase())
    .map((it) => `right ${it.selector}`);
  for (const name of ['PROPOSER_ROLE', 'EXECUTOR_ROLE', 'CANCELLER_ROLE', 'DEFAULT_ADMIN_ROLE']) {
    const role = name === 'DEFAULT_ADMIN_ROLE' ? zeroHash : await readView(subject, 'timelockController', name);
    if (await readView(subject, 'timelockController', 'hasRole', [role, deployer])) held.push(`timelock ${name}`);
  }
  return [compare('deployer', `${deployer} holds`, 'nothing', held.join(', ') || 'nothing')];
}
