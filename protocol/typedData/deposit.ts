import { type Address, bytesToHex, type Hex, type TypedDataDefinition } from 'viem';
import { type Core, contributorAccount } from '../blocks/core.ts';
import { termsOf } from '../manifest/notice.ts';

const types = {
  Deposit: [
    { name: 'manifest', type: 'string' },
    { name: 'register', type: 'string' },
    { name: 'tier', type: 'string' },
    { name: 'terms', type: 'string[]' },
    { name: 'notice', type: 'bytes32' },
    { name: 'contributor', type: 'address' },
    { name: 'signedAt', type: 'uint64' },
    { name: 'expiresAt', type: 'uint64' },
  ],
} as const;

/** What a contributor states about a deposit. */
export type DepositStatement = {
  /** `sub:` identifier. */
  readonly manifest: string;
  readonly register: string;
  readonly tier: string;
  /** The sentences of the notice, so that a wallet shows what is agreed to. */
  readonly terms: readonly string[];
  /** Digest of the notice, as it stands in the manifest. */
  readonly notice: Hex;
  readonly contributor: Address;
  /** Unix seconds. */
  readonly signedAt: bigint;
  readonly expiresAt: bigint;
};

/** The statement that goes with a manifest; wallet, command line and node build it alike. */
export function depositStatement(options: {
  readonly id: string;
  readonly core: Core;
  /** Unix seconds. */
  readonly signedAt: number;
  readonly expiresAt: number;
}): DepositStatement {
  const { id, core, signedAt, expiresAt } = options;
  const notice = bytesToHex(core.notice);
  return {
    manifest: id,
    register: core.register,
    tier: core.tier,
    terms: termsOf(notice),
    notice,
    contributor: contributorAccount(core),
    signedAt: BigInt(signedAt),
    expiresAt: BigInt(expiresAt),
  };
}

/** What a contributor's wallet signs (EIP-712) to deposit a text; register, tier and terms are readable words. */
export function depositTypedData(options: { chainId: number; depositLog: Address; statement: DepositStatement }) {
  return {
    domain: { name: 'Tilth deposits', version: '1', chainId: options.chainId, verifyingContract: options.depositLog },
    types,
    primaryType: 'Deposit',
    message: options.statement,
  } as const satisfies TypedDataDefinition<typeof types, 'Deposit'>;
}
