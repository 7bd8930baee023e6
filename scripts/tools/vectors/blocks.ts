import * as dagCbor from '@ipld/dag-cbor';
import { concat, hexToBytes, toHex } from 'viem';
import { type AdapterCard, encodeCard } from '../../../protocol/blocks/adapterCard.ts';
import { encodeBatchList } from '../../../protocol/blocks/batchList.ts';
import type { Block } from '../../../protocol/blocks/block.ts';
import { encodeCore, toProvenanceRecord } from '../../../protocol/blocks/core.ts';
import { encodeDepositList } from '../../../protocol/blocks/depositList.ts';
import { type ExpertManifest, encodeManifest } from '../../../protocol/blocks/expertManifest.ts';
import { encodeBatch, type SignedStatement } from '../../../protocol/blocks/logBatch.ts';
import { encodeReceiptList } from '../../../protocol/blocks/receiptList.ts';
import { encodeVerdictList } from '../../../protocol/blocks/verdictList.ts';
import { countExposure } from '../../../protocol/corpus/attribution.ts';
import { toWireReceipt } from '../../../protocol/work/job.ts';
import { sampleRun, sampleSnapshot } from './corpus.ts';
import { CHAIN_ID, CORPUS, linkTo, sampleDeposit, word } from './samples.ts';
import { VERDICT_ROWS } from './trees.ts';
import { sampleReceipt } from './work.ts';

/** One block of every kind: its bytes, its names, and what it says. */
export function makeBlocks() {
  const snapshot = sampleSnapshot();
  const run = sampleRun();
  const ids = CORPUS.map(({ id }) => id);
  const leaves = CORPUS.map(({ core }) => encodeCore(core).cid);
  const statements = leaves.map((_, i) => sampleStatement(i));
  const tail = { start: 9, leaves: leaves.slice(0, 1), statements: [sampleStatement(9)], previous: linkTo('batch') };
  const list = encodeDepositList(ids);
  const signed = [0, 1, 2].map((i) => ({
    receipt: toWireReceipt(sampleReceipt(i)),
    signature: word(`signature ${i}`),
  }));
  const { head, pages } = encodeReceiptList(7, signed);
  const lineage = [{ kind: 'revisionOf' as const, deposit: ids[0] ?? '' }];
  const revised = sampleDeposit({ name: 'mill, again', register: 'narrative', by: 'ana', bytes: 421, lineage });
  const blocks: readonly (readonly [string, Block | undefined])[] = [
    ['core', encodeCore(revised.core)],
    ['logBatch', encodeBatch({ v: 2, logId: 1, start: 0, leaves, statements, previous: null })],
    ['logBatch', encodeBatch({ v: 2, logId: 1, ...tail })],
    ['expertManifest', encodeManifest({ ...EXPERT, corpus: { logs: [{ logId: 1, size: 9 }], list: list.cid } })],
    ['expertManifest', encodeManifest({ ...EXPERT, kind: 'decoder', domain: 'general', base: word('base') })],
    ['depositList', list],
    ['snapshot', snapshot.block],
    ['consentTable', snapshot.consent],
    ['batchList', encodeBatchList(run.rows)],
    ['adapterCard', encodeCard(makeCard())],
    ['receiptListHead', head],
    ['receiptPage', pages[0]],
    ['verdictList', encodeVerdictList({ operatorId: 6, epoch: 7, verdicts: VERDICT_ROWS })],
  ];
  return blocks.flatMap(([kind, block]) => (block ? [describe(kind, block)] : []));
}

function sampleStatement(i: number): SignedStatement {
  const signature = concat([word(`r ${i}`), word(`s ${i}`), '0x1b']);
  return {
    signedAt: 1_760_000_000 + i,
    expiresAt: 1_760_000_600 + i,
    signature: new Uint8Array(hexToBytes(signature)),
  };
}

const EXPERT: ExpertManifest = {
  v: 1,
  kind: 'retrieval',
  domain: 'narrative',
  base: null,
  adapter: null,
  adapterCid: null,
  tokenizer: null,
  runtimeClass: 'tilth/minisearch/1',
  corpus: null,
};

function describe(kind: string, { bytes, cid, digest }: Block) {
  return { kind, bytes: toHex(bytes), cid: cid.toString(), digest, value: dagCbor.decode(bytes) };
}

function makeCard(): AdapterCard {
  const { manifest, block, consent, root, excluded } = sampleSnapshot();
  const run = sampleRun();
  const list = encodeBatchList(run.rows);
  const coreOf = new Map(CORPUS.map(({ id, core }) => [id, core]));
  return {
    ...{ v: 3, kind: 'tilth/adapter-card', chainId: CHAIN_ID, runId: 2, policyId: 3, operatorId: 6 },
    base: { modelId: 1, weightsHash: word('base') },
    ...{ weights: linkTo('weights'), weightsHash: word('weights'), weightsBytes: 4_096, readme: linkTo('readme') },
    snapshot: { root, manifest: block.cid, consent: consent.cid, block: manifest.block },
    logs: manifest.logs,
    seed: word('run seed'),
    consents: { block: manifest.block + 9, head: word('consent head') },
    mixture: [...run.registers],
    list: { cid: list.cid, root: run.listRoot, rows: run.rows.length, bytes: run.bytes, shortfall: run.shortfall },
    rows: {
      ...{ root: word('rows'), count: 96, repeated: 2, tokens: 700 },
      registers: [{ register: 'narrative', tokens: 700 }],
    },
    training: {
      ...{ steps: 12, batch: 8, sequence: 15, learningRate: 0.001, rank: 4, alpha: 8, seed: 1 },
      ...{ targets: ['q_proj', 'v_proj'], checkpointEvery: 4, runtimeClass: 'ort-node-1.30.0/cpu/fp32/x64' },
    },
    evaluation: [{ register: 'narrative', deposits: 1, before: 5.25, after: 4.125 }],
    checkpoints: [4, 8, 12].map((step) => ({ step, hash: word(`step ${step}`), state: linkTo(`state ${step}`) })),
    attribution: {
      root: run.attribution.root,
      shares: run.attribution.shares.map((share) => ({ ...share, labels: ['a label'] })),
    },
    deposits: [...countExposure(run.rows)].flatMap(([id, bytes]) => {
      const core = coreOf.get(id);
      return core ? [{ ...toProvenanceRecord(id, core), bytes }] : [];
    }),
    heldOut: [...run.heldOut.values()].flat().sort(),
    excluded: [...excluded],
    refused: [],
  };
}
