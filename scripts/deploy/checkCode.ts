import { concat, encodeDeployData, getContractAddress, type Hex, keccak256, numberToHex } from 'viem';
import { CONTRACT_NAMES, type ContractName } from '../../protocol/deployment.ts';
import { constructorArguments } from './constructorArguments.ts';
import type { Finding } from './finding.ts';
import type { Build, Subject } from './subject.ts';

/** Compares the code at every address with the local build. */
export async function checkCode(subject: Subject): Promise<readonly Finding[]> {
  return Promise.all(CONTRACT_NAMES.map((name) => checkOne(subject, name)));
}

async function checkOne(subject: Subject, name: ContractName): Promise<Finding> {
  const build = subject.builds.get(name);
  const address = subject.deployment.contracts[name];
  const code = (await subject.client.getCode({ address })) ?? '0x';
  const finding = (ok: boolean, expected: Hex, note: string): Finding => ({
    area: 'code',
    subject: name,
    expected: keccak256(expected),
    found: `${keccak256(code)}${note}`,
    ok,
  });
  if (!build) return finding(false, '0x', ' (no local build)');
  const args = constructorArguments(name, subject);
  if (args === null) {
    // Another contract made it, with immutables of its own; that contract's code and its link to this one are checked.
    return finding(sameButImmutables(build, code), maskImmutables(build, code), ', immutables masked');
  }
  const expected = await runConstructor(subject, { name, build, args }).catch((error: Error) => error);
  if (!(expected instanceof Error))
    return finding(expected === code, expected, expected === code ? '' : why(build, code));
  return finding(false, '0x', ` (its constructor could not be run again: ${expected.message.split('\n')[0]})`);
}

/**
 * The code that the constructor returns when it runs again at the contract's own address on empty storage, so that every
 * immutable is what these arguments make it.
 */
async function runConstructor(
  { client, deployment, deployer }: Subject,
  { name, build, args }: { readonly name: ContractName; readonly build: Build; readonly args: readonly unknown[] },
): Promise<Hex> {
  const address = deployment.contracts[name];
  const code = encodeDeployData({ abi: build.abi, bytecode: build.bytecode, args: [...args] });
  const child = getContractAddress({ from: address, nonce: 1n });
  const result = await client.request({
    method: 'eth_call',
    params: [
      { from: deployer, to: address, data: '0x' },
      'latest',
      {
        [address]: { code, nonce: numberToHex(1), state: {} },
        [child]: { code: '0x', nonce: numberToHex(0), state: {} },
      },
    ],
  } as never);
  return result as Hex;
}

function why(build: Build, code: Hex): string {
  if (sameButImmutables(build, code)) return ' (same code, other constructor arguments)';
  return code === '0x' ? ' (no code)' : ' (other code)';
}

function sameButImmutables(build: Build, code: Hex): boolean {
  return maskImmutables(build, code) === maskImmutables(build, build.deployedBytecode);
}

function maskImmutables({ immutables }: Build, code: Hex): Hex {
  return immutables.reduce((masked, { start, length }) => {
    const [from, to] = [2 + start * 2, 2 + (start + length) * 2];
    if (to > masked.length) return masked;
    return concat([masked.slice(0, from) as Hex, `0x${'00'.repeat(length)}`, `0x${masked.slice(to)}`]);
  }, code);
}
