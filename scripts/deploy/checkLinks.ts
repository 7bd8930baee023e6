import type { Address } from 'viem';
import type { ContractName } from '../../protocol/deployment.ts';
import { compare, type Finding } from './finding.ts';
import { nameOf, readView, type Subject } from './subject.ts';

/** What is bound after construction, or made by another contract. */
const LINKS: readonly (readonly [from: ContractName, view: string, to: ContractName])[] = [
  ['authority', 'court', 'disputeCourt'],
  ['authority', 'timelock', 'timelockController'],
  ['identityRegistry', 'roll', 'contributorRoll'],
  ['commonsGovernor', 'agenda', 'agenda'],
  ['commonsGovernor', 'decisions', 'decisionRegister'],
  ['commonsGovernor', 'timelock', 'timelockController'],
];

/** Checks that the contracts name each other. */
export async function checkLinks(subject: Subject): Promise<readonly Finding[]> {
  return Promise.all(
    LINKS.map(async ([from, view, to]) => {
      const found = (await readView(subject, from, view)) as Address;
      return compare('links', `${from}.${view}`, to, nameOf(subject, found));
    }),
  );
}
