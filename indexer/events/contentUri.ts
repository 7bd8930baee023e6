import { BadContentUriError, fromContentUri } from '../../protocol/contentUri.ts';

/** The CID, as text, in a uri of the chain; null for a uri that names no block. */
export function toContentCid(uri: string): string | null {
  try {
    return fromContentUri(uri).toV1().toString();
  } catch (error) {
    if (error instanceof BadContentUriError) return null;
    throw error;
  }
}
