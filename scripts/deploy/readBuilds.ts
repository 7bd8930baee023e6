import { readFileSync } from 'node:fs';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import type { Abi, Hex } from 'viem';
import { CONTRACT_NAMES, type ContractName } from '../../protocol/deployment.ts';
import { MADE } from './made.ts';
import commonsModule from './modules/Commons.ts';
import type { Build } from './subject.ts';

type References = Readonly<Record<string, readonly { readonly start: number; readonly length: number }[]>>;

type Compiled = {
  readonly abi: Abi;
  readonly evm: {
    readonly bytecode: { readonly object: string };
    readonly deployedBytecode: { readonly object: string; readonly immutableReferences?: References };
  };
};

/** The local build of every contract of the module. */
export async function readBuilds(hre: HardhatRuntimeEnvironment): Promise<ReadonlyMap<ContractName, Build>> {
  const entries = CONTRACT_NAMES.map(async (name) => {
    const artifact = await hre.artifacts.readArtifact(commonsModule.results[name].contractName);
    const build: Build = {
      abi: artifact.abi as Abi,
      bytecode: artifact.bytecode as Hex,
      deployedBytecode: artifact.deployedBytecode as Hex,
      immutables: Object.values((artifact.immutableReferences ?? {}) as References).flat(),
    };
    return [name, build] as const;
  });
  return new Map(await Promise.all(entries));
}

/** The contracts that constructors make, as compiled together with their makers, whose settings may be their own. */
export async function readMadeBuilds(hre: HardhatRuntimeEnvironment): Promise<ReadonlyMap<string, Build>> {
  const entries = MADE.map(async ({ contractName, by }) => {
    const maker = await hre.artifacts.readArtifact(commonsModule.results[by].contractName);
    const { inputSourceName } = await hre.artifacts.readArtifact(contractName);
    const file = await hre.artifacts.getBuildInfoOutputPath(maker.buildInfoId ?? '');
    if (file === undefined || inputSourceName === undefined) return null;
    const { output } = JSON.parse(readFileSync(file, 'utf8')) as {
      output: { contracts: Record<string, Record<string, Compiled>> };
    };
    const compiled = output.contracts[inputSourceName]?.[contractName];
    return compiled ? ([contractName, toBuild(compiled)] as const) : null;
  });
  return new Map((await Promise.all(entries)).filter((it) => it !== null));
}

function toBuild({ abi, evm }: Compiled): Build {
  return {
    abi,
    bytecode: `0x${evm.bytecode.object}`,
    deployedBytecode: `0x${evm.deployedBytecode.object}`,
    immutables: Object.values(evm.deployedBytecode.immutableReferences ?? {}).flat(),
  };
}
