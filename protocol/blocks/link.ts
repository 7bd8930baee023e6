import { CID } from 'multiformats/cid';
import { z } from 'zod';

/** A link of a dag-cbor block to another block. */
export const link = z.custom<CID>((value) => CID.asCID(value) !== null, 'must be a CID link');
