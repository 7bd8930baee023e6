import * as dagCbor from '@ipld/dag-cbor';
import type { Hex } from 'viem';
import type { SampleRow } from '../blocks/batchList.ts';
import { MerkleLog } from '../merkle/log.ts';

/** Merkle root (RFC 6962) over the rows in their order; stands on chain as the run's list root. */
export function listRoot(rows: readonly SampleRow[]): Hex {
  return new MerkleLog(rows.map(({ id, start, length, epoch }) => dagCbor.encode([id, start, length, epoch]))).root();
}
