import * as dagCbor from '@ipld/dag-cbor';
import { type Hex, sha256 } from 'viem';
import type { JobInput, JobOutput } from '../messages/ask.ts';

/** SHA-256 of an input's dag-cbor bytes, as receipts and orders name it. */
export function hashInput(input: JobInput): Hex {
  return sha256(dagCbor.encode(input));
}

/** SHA-256 of an output's dag-cbor bytes, as receipts name it. */
export function hashOutput(output: JobOutput): Hex {
  return sha256(dagCbor.encode(output));
}
