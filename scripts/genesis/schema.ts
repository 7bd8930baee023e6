import { keccak256, toHex } from 'viem';
import { z } from 'zod';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { address, bytes32 } from '../../protocol/messages/scalars.ts';

const LOCAL_CHAIN_IDS: readonly number[] = [31337, 1337];
const WHOLE = 10_000;

const basisPoints = z.int().min(0).max(WHOLE);
const seconds = z.int().positive();
const ruleset = z.strictObject({
  peopleQuorum: basisPoints,
  technicalQuorum: basisPoints,
  majority: basisPoints,
  delay: seconds,
});

const genesisSchema = z
  .strictObject({
    profile: z.enum(['local', 'production']),
    constitution: z.strictObject({
      textHash: bytes32,
      minShareFloor: basisPoints,
      maxShareCap: basisPoints,
      maxShareStep: basisPoints,
      minPeopleQuorum: basisPoints,
      minTechnicalQuorum: basisPoints,
      minDelay: seconds,
      minVotingDelay: seconds,
      minVotingPeriod: seconds,
      peopleToActivate: z.int().positive(),
      groupsToActivate: z.int().positive(),
    }),
    attesters: z.strictObject({ accounts: z.array(address).min(1), quorum: z.int().positive() }),
    roll: z.strictObject({ delegateCap: z.int().positive() }),
    /** `minStake` is in wei, as text because it exceeds safe integers. */
    operators: z.strictObject({ minStake: z.string().regex(/^\d+$/), unbondingPeriod: seconds }),
    work: z.strictObject({
      window: seconds,
      groupCap: basisPoints,
      verdictsNeeded: z.int().positive(),
      epoch: seconds,
      epochCeiling: z.int().positive(),
    }),
    credits: z.strictObject({ halfLife: seconds, epoch: seconds, epochCeiling: z.int().positive() }),
    governance: z.strictObject({
      votingDelay: seconds,
      votingPeriod: seconds,
      lateExtension: seconds,
      proposalThreshold: z.string().regex(/^\d+$/),
    }),
    rules: z.strictObject({ ordinary: ruleset, structural: ruleset, constitutional: ruleset }),
    mixture: z.strictObject({
      registers: z.array(z.string().min(1)).min(1),
      shares: z.array(basisPoints).min(1),
      floor: basisPoints,
      cap: basisPoints,
      maxStep: basisPoints,
    }),
  })
  .refine(
    (it) => it.attesters.quorum <= it.attesters.accounts.length,
    'more attestations are asked than attesters exist',
  )
  .refine((it) => new Set(it.attesters.accounts).size === it.attesters.accounts.length, 'an attester is listed twice')
  .refine((it) => it.mixture.shares.length === it.mixture.registers.length, 'one share per register is needed')
  .refine((it) => it.mixture.shares.reduce((sum, share) => sum + share, 0) === WHOLE, 'shares must sum to 10,000')
  .refine(
    (it) => it.profile === 'local' || meetsProduction(it),
    'production asks 3 of 7 attesters, 25 people, 7 groups',
  );

/** All parameters that a commons is born with. */
export type Genesis = z.infer<typeof genesisSchema>;

/** Reads a genesis that came from a file. @throws BadGenesisError */
export function parseGenesis(value: unknown): Genesis {
  const parsed = genesisSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadGenesisError(z.prettifyError(parsed.error).replaceAll('\n', ' '), parsed.error);
}

/** Refuses the local profile, whose votes last seconds, on any chain that others could use. @throws LocalProfileError */
export function assertProfileFits(genesis: Genesis, chainId: number): void {
  if (genesis.profile === 'local' && !LOCAL_CHAIN_IDS.includes(chainId)) throw new LocalProfileError(chainId);
}

/** Hash of a genesis, the same whatever the order of its keys. */
export function hashGenesis(genesis: Genesis): `0x${string}` {
  return keccak256(toHex(JSON.stringify(sortKeys(genesis))));
}

function meetsProduction(it: {
  attesters: { accounts: unknown[]; quorum: number };
  constitution: { peopleToActivate: number; groupsToActivate: number };
}): boolean {
  const { attesters, constitution } = it;
  const attested = attesters.quorum >= 3 && attesters.accounts.length >= 7;
  return attested && constitution.peopleToActivate >= 25 && constitution.groupsToActivate >= 7;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}

export class BadGenesisError extends BaseError {
  override readonly name = 'BadGenesisError';
  constructor(reason: string, cause: unknown) {
    super(`The genesis is not valid: ${reason}`, { cause });
  }
}

export class LocalProfileError extends BaseError {
  override readonly name = 'LocalProfileError';
  constructor(chainId: number) {
    super('The local profile is for a chain on this machine only.', {
      values: { chainId, allowed: LOCAL_CHAIN_IDS },
      hint: 'Use a production genesis for a public chain.',
    });
  }
}
