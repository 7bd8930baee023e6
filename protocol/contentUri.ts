import { CID } from 'multiformats/cid';
import { BaseError } from './errors/BaseError.ts';

const SCHEME = 'ipfs://';

/** The uri under which the chain names a block. */
export function toContentUri(cid: CID | string): string {
  return `${SCHEME}${cid}`;
}

/** The CID that a uri of the chain names. @throws BadContentUriError */
export function fromContentUri(uri: string): CID {
  try {
    if (!uri.startsWith(SCHEME)) throw new Error(`does not start with ${SCHEME}`);
    return CID.parse(uri.slice(SCHEME.length));
  } catch (cause) {
    throw new BadContentUriError(uri, cause);
  }
}

/** The CID, as text, in a uri of the chain; null for a uri that names no block. */
export function toContentCid(uri: string): string | null {
  try {
    return fromContentUri(uri).toV1().toString();
  } catch (error) {
    if (error instanceof BadContentUriError) return null;
    throw error;
  }
}

/** A uri that names no block. */
export class BadContentUriError extends BaseError {
  override readonly name = 'BadContentUriError';
  override readonly kind = 'invalid';
  constructor(uri: string, cause: unknown) {
    super('This uri names no block.', { values: { uri }, hint: 'It looks like ipfs://bafy...', cause });
  }
}
