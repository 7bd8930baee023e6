import { BaseError } from '../protocol/errors/BaseError.ts';
import { type Connection, signerOf } from './connection.ts';

/** The number of the signer's identity. @throws NotEnrolledError, NoSignerError */
export async function ownIdentity(connection: Connection): Promise<bigint> {
  const { address } = signerOf(connection);
  const call = { contract: 'identityRegistry', functionName: 'identityOf', args: [address] } as const;
  const identityId = await connection.chain.read(call);
  if (identityId === 0n) throw new NotEnrolledError(address);
  return identityId;
}

/** An account has no identity in this commons. */
export class NotEnrolledError extends BaseError {
  override readonly name = 'NotEnrolledError';
  override readonly kind = 'missing';
  constructor(account: string) {
    super('This account is not enrolled.', {
      values: { account },
      hint: 'Ask attesting institutions for their statements, then run "tilth identity enrol".',
    });
  }
}
