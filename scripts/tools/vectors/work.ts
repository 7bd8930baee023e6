import * as dagCbor from '@ipld/dag-cbor';
import { toHex, zeroHash } from 'viem';
import type { JobInput, JobOutput } from '../../../protocol/messages/ask.ts';
import type { WorkReceipt } from '../../../protocol/typedData/workReceipt.ts';
import { selectAudits } from '../../../protocol/work/auditSelection.ts';
import { epochAt } from '../../../protocol/work/epoch.ts';
import { generateUnits, hashInput, hashOutput, hashResult, jobIdOf } from '../../../protocol/work/job.ts';
import { findListFault } from '../../../protocol/work/receiptListFault.ts';
import { buildReceiptTree } from '../../../protocol/work/receiptTree.ts';
import { type AuditEvidence, judgeReceipt } from '../../../protocol/work/verdict.ts';
import { accountOf, SIGNER, word } from './samples.ts';

/** A receipt of an epoch. */
export function sampleReceipt(index: number): WorkReceipt {
  return {
    version: 2,
    epoch: 7n,
    index: BigInt(index),
    jobId: word(`job ${index}`),
    gate: accountOf('gate'),
    operator: SIGNER.address,
    expertId: 3n,
    modelHash: word('model'),
    adapterHash: word('adapter'),
    runtimeClass: 'onnxruntime-node/1.30.0/cpu',
    inputHash: word(`input ${index}`),
    outputHash: word(`output ${index}`),
    proofRoot: index % 2 === 0 ? word(`proof ${index}`) : zeroHash,
    seed: 4_294_967_295n,
    units: BigInt(10 + index),
    startedAt: 1_700_000_000_000n + BigInt(index),
    finishedAt: 1_700_000_000_900n + BigInt(index),
  };
}

/** What is decided about work: hashes of jobs, epochs, units, which receipts are audited, faults and judgements. */
export function makeWork() {
  const seed = word('audit seed');
  const cases = [
    { count: 1, history: { jobs: 0, good: 0 } },
    { count: 12, history: { jobs: 4, good: 4 } },
    { count: 40, history: { jobs: 500, good: 100 } },
    { count: 3, history: { jobs: 9_000, good: 9_000 } },
  ];
  return {
    inputs: INPUTS.map((value) => hashed(value, hashInput(value))),
    outputs: OUTPUTS.map((value, i) => {
      const salt = word(`output salt ${i}`);
      const [jobId, verifier] = [word(`job ${i}`), accountOf('verifier')];
      const result = { jobId, verifier, hash: hashResult(value, { jobId, verifier }) };
      return { ...hashed(value, hashOutput(value, salt)), salt, result };
    }),
    jobIds: [true, false].map((isOpenable) => {
      const consent = { isOpenable, salt: word('consent') };
      return { ...consent, jobId: jobIdOf(consent) };
    }),
    epochs: [0, 14_999, 15_000, 1_700_000_000_123].map((at) => ({ at, epochSeconds: 15, epoch: epochAt(at, 15) })),
    units: [
      [0, 0],
      [1, 5],
      [4, 5],
      [4_001, 64],
    ].map(([prompt = 0, output = 0]) => ({ prompt, output, units: generateUnits(prompt, output) })),
    selections: cases.map((one) => ({ seed, ...one, ...selectAudits({ seed, ...one }) })),
    faults: makeFaults(),
    judgements: makeJudgements(),
  };
}

const INPUTS: readonly JobInput[] = [
  { kind: 'generate', prompt: 'In the mill\n', maxTokens: 64, temperature: 0.7, stop: ['\n\n'] },
  { kind: 'classify', text: 'The wheel turned all night.' },
  { kind: 'retrieve', query: 'who kept the ferry?', limit: 3, asker: word('asker') },
];

const OUTPUTS: readonly JobOutput[] = [
  { kind: 'generate', text: ' the wheel turned', tokens: [12, 900, 31], promptTokens: 4, finish: 'stop' },
  { kind: 'classify', labels: [{ label: 'narrative', probability: 0.75 }] },
  {
    kind: 'retrieve',
    text: '"The ferry..."',
    passages: [{ deposit: 'sub:bafyreia', start: 0, end: 9, text: 'The ferry', score: 0.5 }],
    withheld: [{ deposit: 'sub:bafyreib', rank: 1 }],
  },
];

function hashed(value: JobInput | JobOutput, hash: string) {
  return { value, bytes: toHex(dagCbor.encode(value)), hash };
}

function makeFaults() {
  const receipts = [0, 1, 2].map(sampleReceipt);
  const sealed = { root: buildReceiptTree(receipts).root, count: 3, units: 33n };
  const twice = [receipts[0], receipts[1], receipts[1]] as WorkReceipt[];
  const cases = [
    { sealed, receipts },
    { sealed, receipts: receipts.slice(1) },
    { sealed: { ...sealed, units: 34n }, receipts },
    { sealed, receipts: receipts.toReversed() },
    { sealed, receipts: [sampleReceipt(0), sampleReceipt(1), { ...sampleReceipt(2), seed: 0n }] },
    { sealed: { root: buildReceiptTree(twice).root, count: 3, units: 32n }, receipts: twice },
  ];
  return cases.map((one) => ({ ...one, fault: findListFault(one.sealed, one.receipts) }));
}

function makeJudgements() {
  const claimed = { outputHash: word('output'), units: 12n };
  const sound: AuditEvidence = {
    ...{ refused: null, unopened: null, isSigned: true, isOrdered: true },
    ...{ isManifestPublished: true, isManifestTheReceipts: true, claimed, recomputed: claimed },
  };
  const flaws: readonly Partial<AuditEvidence>[] = [
    {},
    { refused: 'unknown', isSigned: false },
    { unopened: 'nobody opens it' },
    { unopened: 'nobody opens it', isOrdered: false },
    { isSigned: false },
    { isOrdered: false },
    { isManifestPublished: false },
    { isManifestTheReceipts: false },
    { recomputed: null },
    { recomputed: { ...claimed, outputHash: word('another output') } },
    { recomputed: { ...claimed, units: 13n } },
  ];
  return flaws.map((flaw) => ({ evidence: { ...sound, ...flaw }, judgement: judgeReceipt({ ...sound, ...flaw }) }));
}
