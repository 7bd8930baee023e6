import { join } from 'node:path';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import type { Hex } from 'viem';
import config from '../../hardhat.config.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';

export type Provider = { readonly request: (call: { method: string; params?: unknown[] }) => Promise<unknown> };

export type Connected = { readonly hre: HardhatRuntimeEnvironment; readonly provider: Provider };

/** Hardhat on an EVM network with the contracts compiled, for as long as `use` takes. */
export async function withHardhat<T>(
  options: { readonly rpcUrl: string; readonly keys: readonly Hex[] },
  use: (connected: Connected) => Promise<T>,
): Promise<T> {
  const hre = await createHardhatRuntimeEnvironment(config, {}, join(import.meta.dirname, '../..'));
  const connection = await hre.network.create({
    network: 'target',
    override: { url: options.rpcUrl, accounts: [...options.keys] },
  });
  try {
    return await use({ hre, provider: connection.provider as Provider });
  } finally {
    await connection.close();
  }
}

/** Compiles the contracts when needed, and not their tests. @throws ContractsNotCompiledError */
export async function compileContracts(hre: HardhatRuntimeEnvironment): Promise<void> {
  const tests = hre.config.paths.tests.solidity;
  const roots = (await hre.solidity.getRootFilePaths({ scope: 'contracts' })).filter((it) => !it.startsWith(tests));
  const results = await hre.solidity.build(roots, { quiet: true, scope: 'contracts' });
  if (!hre.solidity.isSuccessfulBuildResult(results)) throw new ContractsNotCompiledError(JSON.stringify(results));
}

export class ContractsNotCompiledError extends BaseError {
  override readonly name = 'ContractsNotCompiledError';
  constructor(reason: string) {
    super('The contracts do not compile.', { values: { reason }, hint: 'Run `hardhat build` to see why.' });
  }
}
