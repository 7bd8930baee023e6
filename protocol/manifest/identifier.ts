import { CID } from 'multiformats/cid';
import { BaseError } from '../errors/BaseError.ts';

const PREFIX = 'sub:';
const MAX_LENGTH = 128;

/** The persistent identifier of a deposit: `sub:` and the CIDv1 of its CORE. */
export function toDepositId(core: CID): string {
  return `${PREFIX}${core.toV1().toString()}`;
}

/** The CORE's CID inside an identifier. @throws BadIdentifierError */
export function fromDepositId(id: string): CID {
  try {
    // Reading base58 takes the square of its length.
    if (id.length > MAX_LENGTH) throw new Error(`is longer than ${MAX_LENGTH} characters`);
    if (!id.startsWith(PREFIX)) throw new Error(`does not start with ${PREFIX}`);
    return CID.parse(id.slice(PREFIX.length));
  } catch (cause) {
    throw new BadIdentifierError(id, cause);
  }
}

/** The bytes32 key of a deposit on chain: the sha2-256 digest inside its CID. */
export function depositKey(id: string): `0x${string}` {
  const digest = fromDepositId(id).multihash.digest;
  return `0x${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** A word that names no deposit. */
export class BadIdentifierError extends BaseError {
  override readonly name = 'BadIdentifierError';
  override readonly kind = 'invalid';
  constructor(id: string, cause: unknown) {
    super('This is not a deposit identifier.', {
      values: { id: id.slice(0, MAX_LENGTH) },
      hint: 'It looks like sub:bafy...',
      cause,
    });
  }
}
