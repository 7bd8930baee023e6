import type { Address, Hex } from 'viem';
import { compare, type Finding } from './finding.ts';
import { CLASSES } from './modules/authority.ts';
import { readExecuted } from './readExecuted.ts';
import { readLogs } from './readLogs.ts';
import { nameOf, type Subject } from './subject.ts';

const CONSTITUTIONAL = 3;

type Classification = { readonly target: Address; readonly selector: Hex; readonly class: number };

/** The class of every call that the rule book does not leave constitutional: those of the module, and what votes changed since. */
export async function checkClasses(subject: Subject): Promise<readonly Finding[]> {
  const { client, deployment, builds } = subject;
  const abi = builds.get('ruleBook')?.abi ?? [];
  const address = deployment.contracts.ruleBook;
  const logs = await readLogs(client, { address, abi, fromBlock: BigInt(deployment.block) });
  const keyOf = ({ target, selector }: Omit<Classification, 'class'>) => `${nameOf(subject, target)} ${selector}`;
  const found = new Map<string, number>();
  for (const { eventName, args } of logs) {
    if (eventName === 'ClassSet') found.set(keyOf(args as unknown as Classification), args.class as number);
  }
  const wanted = new Map<string, number>(CLASSES.map((it) => [`${it.target} ${it.selector}`, it.class]));
  for (const { contract, functionName, args } of await readExecuted(subject)) {
    if (contract !== 'ruleBook' || functionName !== 'setClass') continue;
    const classification = args[0] as Classification;
    wanted.set(keyOf(classification), classification.class);
  }
  const names = new Map(CLASSES.map((it) => [`${it.target} ${it.selector}`, `${it.target}.${it.signature}`]));
  return [...new Set([...found.keys(), ...wanted.keys()])].map((key) =>
    compare('classes', names.get(key) ?? key, wanted.get(key) ?? CONSTITUTIONAL, found.get(key) ?? CONSTITUTIONAL),
  );
}
