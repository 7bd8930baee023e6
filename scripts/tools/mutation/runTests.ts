import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { CompiledContract } from './compile.ts';

/** How hard the fuzzer tries. */
export type Effort = { readonly fuzzRuns: number; readonly invariantRuns: number; readonly depth: number };

type Suite = {
  readonly id: { readonly name: string };
  readonly testResults: readonly { name: string; status: string }[];
};

// What we use of Hardhat's engine, which has no stable interface of its own.
type Edr = {
  readonly EdrContext: new () => {
    registerSolidityTestRunnerFactory: (chain: string, factory: unknown) => Promise<void>;
    runSolidityTests: (
      chain: string,
      artifacts: readonly object[],
      suites: readonly object[],
      config: object,
      tracing: object,
      onSuite: (suite: Suite) => void,
    ) => Promise<unknown>;
  };
  readonly L1_CHAIN_TYPE: string;
  readonly CollectStackTraces: { readonly OnFailure: number };
  readonly IncludeTraces: { readonly None: number };
  readonly l1SolidityTestRunnerFactory: () => unknown;
  readonly l1GenesisState: (hardfork: unknown) => unknown;
  readonly l1HardforkFromString: (name: string) => unknown;
};

const HARDFORK = 'Prague';
const edr = createRequire(import.meta.url)('@nomicfoundation/edr') as Edr;
const context = new edr.EdrContext();
let registered: Promise<void> | null = null;

/** Runs every test of a compiled test file and names those that failed. */
export async function runTests(
  source: string,
  contracts: Readonly<Record<string, CompiledContract>>,
  effort: Effort,
): Promise<readonly string[]> {
  registered ??= context.registerSolidityTestRunnerFactory(edr.L1_CHAIN_TYPE, edr.l1SolidityTestRunnerFactory());
  await registered;
  const artifacts = Object.entries(contracts).map(([name, contract]) => toArtifact(source, name, contract));
  const suites = artifacts.filter((_, i) => isSuite(Object.values(contracts)[i])).map((it) => it.id);
  const failed: string[] = [];
  const waiting = new Set(suites.map((it) => it.name));
  await new Promise<void>((done, fail) => {
    const onSuite = (suite: Suite) => {
      waiting.delete(suite.id.name);
      for (const { name, status } of suite.testResults) {
        if (status === 'Failure') failed.push(`${suite.id.name}.${name.split('(')[0]}`);
      }
      if (waiting.size === 0) done();
    };
    const tracing = { buildInfos: [], ignoreContracts: true };
    context.runSolidityTests(edr.L1_CHAIN_TYPE, artifacts, suites, toConfig(effort), tracing, onSuite).catch(fail);
    if (waiting.size === 0) done();
  });
  return failed;
}

function toArtifact(source: string, name: string, { abi, evm }: CompiledContract) {
  return {
    id: { name, source, solcVersion: '0.8.30' },
    contract: {
      abi: JSON.stringify(abi),
      bytecode: `0x${evm.bytecode.object}`,
      linkReferences: evm.bytecode.linkReferences,
      deployedBytecode: `0x${evm.deployedBytecode.object}`,
      deployedLinkReferences: evm.deployedBytecode.linkReferences,
    },
  };
}

function isSuite(contract: CompiledContract | undefined): boolean {
  if (!contract || contract.evm.bytecode.object === '') return false;
  return contract.abi.some(({ type, name }) => type === 'function' && /^(test|invariant)/.test(name ?? ''));
}

function toConfig({ fuzzRuns, invariantRuns, depth }: Effort) {
  return {
    projectRoot: join(import.meta.dirname, '../../..'),
    hardfork: HARDFORK,
    localPredeploys: edr.l1GenesisState(edr.l1HardforkFromString(HARDFORK)),
    disableBlockGasLimit: true,
    disableTransactionGasCap: true,
    collectStackTraces: edr.CollectStackTraces.OnFailure,
    includeTraces: edr.IncludeTraces.None,
    fuzz: { runs: fuzzRuns, seed: '0x7117' },
    invariant: { runs: invariantRuns, depth, failOnRevert: false },
    testSourcePaths: {},
    eip712CanonicalTypes: [],
    fsPermissions: [],
  };
}
