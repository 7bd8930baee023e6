import { type Address, concat, type Hex, keccak256 } from 'viem';
import { CONTRACT_NAMES, type ContractName } from '../../protocol/deployment.ts';
import { constructorArguments } from './constructorArguments.ts';
import type { Finding } from './finding.ts';
import { MADE } from './made.ts';
import { runConstructor } from './runConstructor.ts';
import { type Build, readView, type Subject } from './subject.ts';

type Expected = {
  readonly name: string;
  readonly address: Address;
  readonly from: Address;
  readonly build: Build | undefined;
  readonly args: readonly unknown[];
};

/** Compares the code at every address with what the local build and the genesis make there, byte for byte. */
export async function checkCode(subject: Subject): Promise<readonly Finding[]> {
  const deployed = CONTRACT_NAMES.flatMap((name) => toExpected(subject, name) ?? []);
  const made = await findMade(subject);
  return Promise.all([...deployed, ...made].map((it) => checkOne(subject, it)));
}

function toExpected(subject: Subject, name: ContractName): Expected | null {
  const args = constructorArguments(name, subject);
  if (args === null) return null;
  const { deployment, deployer, builds } = subject;
  return { name, address: deployment.contracts[name], from: deployer, build: builds.get(name), args };
}

/** The contracts that constructors made, at the addresses that their makers name. */
async function findMade(subject: Subject): Promise<readonly Expected[]> {
  return Promise.all(
    MADE.map(async ({ contractName, by, view, args }) => ({
      name: contractName,
      address: (await readView(subject, by, view)) as Address,
      from: subject.deployment.contracts[by],
      build: subject.made.get(contractName),
      args: args(subject),
    })),
  );
}

async function checkOne({ client }: Subject, { name, address, from, build, args }: Expected): Promise<Finding> {
  const code = (await client.getCode({ address })) ?? '0x';
  const finding = (expected: string, note: string, ok = false): Finding => ({
    area: 'code',
    subject: name,
    expected,
    found: `${keccak256(code)}${note}`,
    ok,
  });
  if (!build) return finding('a local build', ' (it is not in the local build)');
  try {
    const expected = await runConstructor({ client, address, from, build, args });
    return finding(keccak256(expected), expected === code ? '' : why(build, code), expected === code);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return finding('a constructor that runs', ` (it cannot be run again: ${reason})`);
  }
}

function why(build: Build, code: Hex): string {
  if (code === '0x') return ' (no code)';
  const same = maskImmutables(build, code) === maskImmutables(build, build.deployedBytecode);
  return same ? ' (same code, other constructor arguments)' : ' (other code)';
}

function maskImmutables({ immutables }: Build, code: Hex): Hex {
  return immutables.reduce((masked, { start, length }) => {
    const [from, to] = [2 + start * 2, 2 + (start + length) * 2];
    if (to > masked.length) return masked;
    return concat([masked.slice(0, from) as Hex, `0x${'00'.repeat(length)}`, `0x${masked.slice(to)}`]);
  }, code);
}
