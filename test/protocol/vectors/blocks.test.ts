import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { decodeCard } from '../../../protocol/blocks/adapterCard.ts';
import { decodeBatchList } from '../../../protocol/blocks/batchList.ts';
import { decodeConsentTable } from '../../../protocol/blocks/consentTable.ts';
import { decodeCore } from '../../../protocol/blocks/core.ts';
import { decodeDepositList } from '../../../protocol/blocks/depositList.ts';
import { decodeManifest } from '../../../protocol/blocks/expertManifest.ts';
import { decodeBatch } from '../../../protocol/blocks/logBatch.ts';
import { decodeReceiptListHead, decodeReceiptPage } from '../../../protocol/blocks/receiptList.ts';
import { decodeSnapshot } from '../../../protocol/blocks/snapshot.ts';
import { decodeVerdictList } from '../../../protocol/blocks/verdictList.ts';
import { cidOf, readCbor, writeCbor } from './plainCbor.ts';
import { readVector } from './readVector.ts';

type Vector = {
  readonly kind: string;
  readonly bytes: string;
  readonly cid: string;
  readonly digest: string;
  readonly value: unknown;
};

/** Our own reader of each kind. */
const READERS: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  core: decodeCore,
  logBatch: decodeBatch,
  expertManifest: decodeManifest,
  depositList: decodeDepositList,
  snapshot: decodeSnapshot,
  consentTable: decodeConsentTable,
  batchList: decodeBatchList,
  adapterCard: decodeCard,
  receiptListHead: decodeReceiptListHead,
  receiptPage: decodeReceiptPage,
  verdictList: decodeVerdictList,
};

const vectors = readVector<readonly Vector[]>('blocks');
const bytesOf = ({ bytes }: Vector) => new Uint8Array(Buffer.from(bytes.slice(2), 'hex'));

describe('golden vectors: blocks', () => {
  it('hold every kind', () => {
    expect([...new Set(vectors.map(({ kind }) => kind))]).to.have.members(Object.keys(READERS));
  });

  for (const [i, vector] of vectors.entries()) {
    const bytes = bytesOf(vector);

    it(`${vector.kind} ${i}: a stranger reads and writes the same value, digest and CID`, () => {
      expect(readCbor(bytes)).to.deep.equal(vector.value);
      expect(writeCbor(vector.value)).to.deep.equal(Buffer.from(bytes));
      expect(`0x${createHash('sha256').update(bytes).digest('hex')}`).to.equal(vector.digest);
      expect(cidOf(bytes)).to.equal(vector.cid);
    });

    it(`${vector.kind} ${i}: our reader takes it, and no other reader does`, () => {
      READERS[vector.kind]?.(bytes);
      const [own] = [READERS[vector.kind]];
      for (const other of Object.values(READERS).filter((read) => read !== own)) expect(() => other(bytes)).to.throw();
    });

    it(`${vector.kind} ${i}: another byte is another block`, () => {
      expect(cidOf(bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 1 : byte)))).to.not.equal(vector.cid);
    });
  }
});
