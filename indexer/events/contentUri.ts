import { CID } from 'multiformats/cid';

/** The CID, as text, in an `ipfs://` URI; null for any other URI. */
export function toContentCid(uri: string): string | null {
  if (!uri.startsWith('ipfs://')) return null;
  try {
    return CID.parse(uri.slice('ipfs://'.length)).toV1().toString();
  } catch {
    return null;
  }
}
