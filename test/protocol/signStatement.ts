import { type Address, hexToBytes, type LocalAccount } from 'viem';
import type { Draft } from '../../client/deposit.ts';
import type { SignedStatement } from '../../protocol/blocks/logBatch.ts';
import { depositStatement, depositTypedData } from '../../protocol/typedData/deposit.ts';

type Options = Pick<Draft, 'id' | 'core'> & {
  readonly chainId: number;
  readonly depositLog: Address;
  readonly signedAt?: number;
  /** Unless told, later than any chain of a test. */
  readonly expiresAt?: number;
};

/** What an account signs about a deposit, as a log publishes it. */
export async function signStatement(
  account: Pick<LocalAccount, 'signTypedData'>,
  { chainId, depositLog, signedAt = 1_700_000_000, expiresAt = 4_000_000_000, ...of }: Options,
): Promise<SignedStatement> {
  const statement = depositStatement({ ...of, signedAt, expiresAt });
  const signature = await account.signTypedData(depositTypedData({ chainId, depositLog, statement }));
  return { signedAt, expiresAt, signature: new Uint8Array(hexToBytes(signature)) };
}
