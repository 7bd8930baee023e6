import { z } from 'zod';
import { BaseError } from './errors/BaseError.ts';
import { address, bytes32 } from './scalars.ts';

/** Every contract of a commons, by the name that programs use for it. */
export const CONTRACT_NAMES = [
  'authority',
  'timelockController',
  'constitution',
  'attesterQuorum',
  'beacon',
  'auditLog',
  'identityRegistry',
  'contributorRoll',
  'operatorRegistry',
  'expertRegistry',
  'depositLog',
  'consentRegistry',
  'receiptBook',
  'workLedger',
  'proofJudge',
  'spotCheck',
  'contributionCredits',
  'mixturePolicy',
  'modelRegistry',
  'commonsPool',
  'ruleBook',
  'guardian',
  'commonsGovernor',
  'agenda',
  'decisionRegister',
  'stewardshipBoard',
  'disputeCourt',
] as const;

/** The name of a contract. */
export type ContractName = (typeof CONTRACT_NAMES)[number];

/** The address of every contract. */
export const contractAddresses = z.object(
  Object.fromEntries(CONTRACT_NAMES.map((name) => [name, address])) as Record<ContractName, typeof address>,
);

const deploymentSchema = z.object({
  chainId: z.int().positive(),
  /** The block before the first contract: where reading logs starts. */
  block: z.int().nonnegative(),
  genesisHash: bytes32,
  contracts: contractAddresses,
});

/** Where a commons lives on a chain. */
export type Deployment = z.infer<typeof deploymentSchema>;

/** Reads a deployment that came from a file or over HTTP. @throws BadDeploymentError */
export function parseDeployment(value: unknown): Deployment {
  const parsed = deploymentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadDeploymentError(z.prettifyError(parsed.error).replaceAll('\n', ' '), parsed.error);
}

/** A description that names no deployment. */
export class BadDeploymentError extends BaseError {
  override readonly name = 'BadDeploymentError';
  override readonly kind = 'invalid';
  constructor(reason: string, cause: unknown) {
    super(`The description of the deployment is not valid: ${reason}`, { cause });
  }
}
