import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Hex } from 'viem';
import { type Deployment, parseDeployment } from '../../protocol/deployment.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Genesis } from '../deploy/genesis/shape.ts';
import { assertClone } from './clone.ts';
import { privateKeyFromFile } from './commons.ts';

type Flags = {
  readonly rpc: string;
  readonly genesis?: string;
  readonly directory: string;
  readonly deployment?: string;
  readonly keyFile?: string;
  readonly signatures?: string;
  readonly verify?: boolean;
  readonly json?: boolean;
};

/** `tilth deploy`: the contracts on any EVM network, and a check of those that anyone deployed. */
export function addDeploy(program: Command): void {
  program
    .command('deploy')
    .description('deploy the contracts to an EVM network, or check a deployment that anyone made')
    .requiredOption('--rpc <url>', 'JSON-RPC of the network')
    .option('--genesis <file>', 'local, production, or a file (default: the one kept in the folder)')
    .option('--directory <directory>', 'where the deployment is kept; the same folder again resumes', 'deployment')
    .option('--deployment <file>', 'with --verify: the description to check, instead of the one kept in the folder')
    .option('--key-file <file>', 'encrypted key of the deployer (password in TILTH_PASSWORD; else TILTH_DEPLOYER_KEY)')
    .option('--signatures <file>', 'JSON of account to signature: attesters and guardians show that they are held')
    .option('--verify', 'check addresses, code, roles and settings; nothing is sent')
    .option('--json', 'write JSON')
    .action(async (flags: Flags) => {
      assertClone('tilth deploy');
      if (flags.verify) await verify(flags);
      else await deploy(flags);
    });
}

async function deploy(flags: Flags): Promise<void> {
  const directory = resolve(flags.directory);
  const genesis = await readGenesisFlag(flags);
  const deployerKey = await deployerKeyOf(flags);
  // Imported when asked for: Hardhat takes seconds to load.
  const { deployCommons } = await import('../deploy/deployCommons.ts');
  mkdirSync(directory, { recursive: true });
  const deploymentDirectory = join(directory, 'journal');
  const signatures = flags.signatures ? (readJson(flags.signatures) as Readonly<Record<string, Hex>>) : undefined;
  const options = { rpcUrl: flags.rpc, genesis, deploymentDirectory, deployerKey, signatures };
  const deployment = await deployCommons(options);
  writeFileSync(join(directory, 'genesis.json'), JSON.stringify(genesis, null, 2));
  writeFileSync(join(directory, 'deployment.json'), JSON.stringify(deployment, null, 2));
  process.stdout.write(`${JSON.stringify(deployment, null, flags.json ? 0 : 2)}\n`);
}

async function verify(flags: Flags): Promise<void> {
  const file = flags.deployment ?? join(resolve(flags.directory), 'deployment.json');
  const deployment: Deployment = parseDeployment(readJson(file));
  const genesis = await readGenesisFlag(flags);
  const [{ verifyDeployment }, { renderFindings }] = await Promise.all([
    import('../deploy/verify.ts'),
    import('../deploy/render.ts'),
  ]);
  const findings = await verifyDeployment({ rpcUrl: flags.rpc, deployment, genesis });
  const ok = findings.every((it) => it.ok);
  process.stdout.write(`${flags.json ? JSON.stringify({ ok, deployment, findings }) : renderFindings(findings)}\n`);
  process.exitCode = ok ? 0 : 1;
}

async function readGenesisFlag({ genesis, directory }: Flags): Promise<Genesis> {
  const { readGenesis, readGenesisFile } = await import('../deploy/genesis/read.ts');
  if (genesis === 'local' || genesis === 'production') return readGenesis(genesis);
  const { parseGenesis } = await import('../deploy/genesis/schema.ts');
  return genesis ? readGenesisFile(genesis) : parseGenesis(readJson(join(resolve(directory), 'genesis.json')));
}

async function deployerKeyOf({ keyFile }: Flags): Promise<Hex> {
  if (keyFile) return privateKeyFromFile(keyFile);
  const key = process.env.TILTH_DEPLOYER_KEY;
  if (!key || !/^0x[0-9a-fA-F]{64}$/.test(key)) throw new NoDeployerError();
  return key as Hex;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UnreadableFileError(file, cause);
  }
}

export class NoDeployerError extends BaseError {
  override readonly name = 'NoDeployerError';
  override readonly kind = 'invalid';
  constructor() {
    super('No account to deploy with.', { hint: 'Use --key-file FILE, or TILTH_DEPLOYER_KEY with a private key.' });
  }
}

export class UnreadableFileError extends BaseError {
  override readonly name = 'UnreadableFileError';
  override readonly kind = 'invalid';
  constructor(file: string, cause: unknown) {
    super('A file of the deployment cannot be read.', {
      values: { file },
      cause,
      hint: 'Name it with --deployment and --genesis, or give the --directory of `tilth deploy`.',
    });
  }
}
