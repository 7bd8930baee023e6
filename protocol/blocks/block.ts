import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as Digest from 'multiformats/hashes/digest';
import { type Hex, hexToBytes, sha256 } from 'viem';
import { z } from 'zod';
import { isBoundedCbor } from '../cborBounds.ts';

const SHA2_256 = 0x12;

/** A dag-cbor block: its bytes, its CID, and the bare digest that contracts store. */
export type Block = { readonly bytes: Uint8Array; readonly cid: CID; readonly digest: Hex };

/** Encodes a value as a canonical dag-cbor block. */
export function encodeBlock(value: unknown): Block {
  return toBlock(dagCbor.encode(value));
}

/** The block that dag-cbor bytes are. */
export function toBlock(bytes: Uint8Array): Block {
  const digest = sha256(bytes);
  return { bytes, cid: blockCid(digest), digest };
}

/** The CID of the dag-cbor block whose sha2-256 digest a contract stores. */
export function blockCid(digest: Hex): CID {
  return CID.createV1(dagCbor.code, Digest.create(SHA2_256, hexToBytes(digest)));
}

/** The CID of plain bytes, from them or from the sha2-256 digest that a contract stores. */
export function rawCid(content: Uint8Array | Hex): CID {
  const digest = typeof content === 'string' ? content : sha256(content);
  return CID.createV1(raw.code, Digest.create(SHA2_256, hexToBytes(digest)));
}
/** Lists of whole logs are the largest of ours. */
const USUAL_ITEMS = 1_000_000;
const MAX_DEPTH = 32;

/** A kind of block: what it holds, and the error that says that other bytes are not one. */
export type BlockKind<T> = {
  readonly schema: z.ZodType<T>;
  readonly refuse: (cause: unknown) => Error;
  /** Whether only the one canonical way of writing it is read, so that its identifier can never be two. */
  readonly isCanonical?: boolean;
  /** The most items that it is made of, where the usual bound says little. */
  readonly maxItems?: number;
};

/** Reads a block of a kind from bytes that came from outside. @throws what the kind refuses with */
export function decodeBlock<T>(kind: BlockKind<T>, bytes: Uint8Array): T {
  const { schema, refuse, isCanonical = false, maxItems = USUAL_ITEMS } = kind;
  try {
    if (!isBoundedCbor(bytes, { depth: MAX_DEPTH, items: maxItems })) throw new Error('it is too large or too deep');
    const value = schema.parse(dagCbor.decode(bytes));
    if (isCanonical && !isSame(dagCbor.encode(value), bytes)) throw new Error('it is not in canonical dag-cbor form');
    return value;
  } catch (cause) {
    throw refuse(cause);
  }
}

const MOST_REASONS = 5;

/** What a schema or a codec has against a block, as one line. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof z.ZodError)
    return z.prettifyError(new z.ZodError(cause.issues.slice(0, MOST_REASONS))).replaceAll('\n', ' ');
  return cause instanceof Error ? cause.message : String(cause);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);
}

/**
 * Whether a CID names bytes or a structure by the sha2-256 digest. Others are second names of a block, or hold it themselves,
 * and what one reader gets by them another one cannot.
 */
export function isBlockName({ version, code, multihash }: CID): boolean {
  const isKnown = code === raw.code || code === dagCbor.code;
  return version === 1 && isKnown && multihash.code === SHA2_256 && multihash.digest.byteLength === 32;
}

/** A link of a dag-cbor block to another block. */
export const link = z.custom<CID>((value) => {
  const cid = CID.asCID(value);
  return cid !== null && isBlockName(cid);
}, 'must be a CID link by sha2-256');

/** A link to another dag-cbor block. */
export const structureLink = link.refine(({ code }) => code === dagCbor.code, 'must be a link to dag-cbor');
