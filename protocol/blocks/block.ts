import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import * as Digest from 'multiformats/hashes/digest';
import { type Hex, hexToBytes, sha256 } from 'viem';

const SHA2_256 = 0x12;

/** A dag-cbor block: its bytes, its CID, and the bare digest that contracts store. */
export type Block = { readonly bytes: Uint8Array; readonly cid: CID; readonly digest: Hex };

/** Encodes a value as a canonical dag-cbor block. */
export function encodeBlock(value: unknown): Block {
  const bytes = dagCbor.encode(value);
  const digest = sha256(bytes);
  return { bytes, cid: blockCid(digest), digest };
}

/** The CID of the dag-cbor block whose sha2-256 digest a contract stores. */
export function blockCid(digest: Hex): CID {
  return CID.createV1(dagCbor.code, Digest.create(SHA2_256, hexToBytes(digest)));
}
