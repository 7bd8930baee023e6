import { createHash } from 'node:crypto';
import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import * as digest from 'multiformats/hashes/digest';
import { bytesToHex, type Hex, hexToBytes } from 'viem';

const SHA2_256 = 0x12;

/** A dag-cbor block: its bytes, its CID, and the bare digest that contracts store. */
export type Block = { readonly bytes: Uint8Array; readonly cid: CID; readonly digest: Hex };

/** Encodes a value as a canonical dag-cbor block. */
export function encodeBlock(value: unknown): Block {
  const bytes = dagCbor.encode(value);
  const hash = createHash('sha256').update(bytes).digest();
  return { bytes, cid: blockCid(bytesToHex(hash)), digest: bytesToHex(hash) };
}

/** The CID of the dag-cbor block whose sha2-256 digest a contract stores. */
export function blockCid(sha256: Hex): CID {
  return CID.createV1(dagCbor.code, digest.create(SHA2_256, hexToBytes(sha256)));
}
