import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';
import { BaseError } from '../../protocol/errors/BaseError.ts';

/** Fetches a block from the first gateway whose bytes match the CID. @throws BlockUnavailableError */
export async function fetchBlock(gateways: readonly string[], cid: CID): Promise<Uint8Array> {
  for (const gateway of gateways) {
    const response = await fetch(`${gateway}/ipfs/${cid}?format=raw`, { signal: AbortSignal.timeout(10_000) }).catch(
      () => null,
    );
    if (!response?.ok) continue;
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (CID.createV1(cid.code, await sha256.digest(bytes)).equals(cid)) return bytes;
  }
  throw new BlockUnavailableError(cid);
}

class BlockUnavailableError extends BaseError {
  override readonly name = 'BlockUnavailableError';
  constructor(cid: CID) {
    super('No gateway gives this block.', { values: { cid } });
  }
}
