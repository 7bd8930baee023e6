import { readFileSync } from 'node:fs';
import * as dagCbor from '@ipld/dag-cbor';
import { type Hex, hexToBytes } from 'viem';
import { decodeCard } from '../../protocol/blocks/adapterCard.ts';
import { decodeBatchList } from '../../protocol/blocks/batchList.ts';
import { decodeConsentTable } from '../../protocol/blocks/consentTable.ts';
import { decodeCore } from '../../protocol/blocks/core.ts';
import { decodeDepositList } from '../../protocol/blocks/depositList.ts';
import { decodeManifest } from '../../protocol/blocks/expertManifest.ts';
import { decodeBatch } from '../../protocol/blocks/logBatch.ts';
import { decodeReceiptListHead, decodeReceiptPage } from '../../protocol/blocks/receiptList.ts';
import { decodeSnapshot } from '../../protocol/blocks/snapshot.ts';
import { decodeVerdictList } from '../../protocol/blocks/verdictList.ts';
import { decodeBytes, type Fuzz } from './fuzz.ts';

const READERS = [
  ...[decodeCard, decodeBatchList, decodeConsentTable, decodeCore, decodeDepositList, decodeManifest, decodeBatch],
  ...[decodeReceiptListHead, decodeReceiptPage, decodeSnapshot, decodeVerdictList],
];

/** Most blocks are shorter; lists of whole logs are longer, and are read in a time that grows with their length. */
const MOST_BYTES = 32 * 1024;

/** Gives every reader of published blocks what is none. */
export const fuzzBlocks: Fuzz = async (options) => {
  const file = new URL('../../protocol/vectors/blocks.json', import.meta.url);
  const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly { readonly bytes: Hex }[];
  const good = vectors.map(({ bytes }) => dagCbor.decode(hexToBytes(bytes)));
  return decodeBytes({ ...options, kind: 'blocks', good, readers: READERS, mostBytes: () => MOST_BYTES });
};
