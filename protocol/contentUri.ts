import { CID } from 'multiformats/cid';
import { isBlockName } from './blocks/block.ts';
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
    const name = uri.slice(SCHEME.length);
    const cid = CID.parse(name);
    if (!isBlockName(cid) || cid.toString() !== name) throw new Error('is not the one name of a block');
    return cid;
  } catch (cause) {
    throw new BadContentUriError(uri, cause);
  }
}

/** The CID, as text, in a uri of the chain; null for a uri that names no block. */
export function toContentCid(uri: string): string | null {
  try {
    return fromContentUri(uri).toString();
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
