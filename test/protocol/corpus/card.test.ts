import { expect } from 'chai';
import { sha256 } from 'viem';
import { decodeCard, encodeCard, hashEvaluation } from '../../../protocol/blocks/adapterCard.ts';
import { encodeBlock } from '../../../protocol/blocks/block.ts';
import type { ConsentAt } from '../../../protocol/corpus/consent.ts';
import { createCard } from '../../../protocol/corpus/createCard.ts';
import { drawRun } from '../../../protocol/corpus/drawRun.ts';
import { renderModelCard } from '../../../protocol/corpus/renderModelCard.ts';
import { makeSnapshot } from '../../../protocol/corpus/snapshot.ts';
import { CHAIN_ID, entry, PLAN } from './fixtures.ts';

const hash = sha256('0x02');
const link = encodeBlock('weights').cid;

function makeFacts() {
  const entries = Array.from({ length: 12 }, (_, i) =>
    entry({
      name: `text ${i}`,
      by: [0, 2, 4].includes(i) ? 'A | B](x)\n# boss' : `chen ${i % 3}`,
      register: i % 2 ? 'oral' : 'lyric',
    }),
  );
  const consent: ConsentAt = { withdrawn: new Set([entries[11]?.id ?? '']), tierChanges: new Map(), barred: new Set() };
  const logs = [{ logId: 1, size: 12, entries }];
  const where = { purpose: 'training', chainId: CHAIN_ID, block: 1, consentHead: hash } as const;
  const snapshot = makeSnapshot({ ...consent, ...where, identities: new Map(), logs, plan: PLAN });
  const shares = { oral: 4_000, lyric: 6_000 };
  const drawn = drawRun({ snapshot, shares, seed: hash, refused: new Set() });
  const training = { steps: 2, batch: 8, sequence: 16, learningRate: 0.005, rank: 8, alpha: 16, seed: 1 };
  return createCard({
    chainId: CHAIN_ID,
    run: { runId: 1, policyId: 2, operatorId: 3, seed: hash },
    base: { modelId: 1, weightsHash: hash },
    snapshot,
    consent,
    drawn,
    outcome: {
      weights: link,
      weightsHash: hash,
      weightsBytes: 10,
      lossBefore: { oral: 5, lyric: 5 },
      lossAfter: { oral: 4.5, lyric: 5.25 },
      rows: { root: hash, count: 12, repeated: 4, tokens: 1_000, registers: [{ register: 'oral', tokens: 1_000 }] },
      training: { ...training, targets: ['q_proj'], checkpointEvery: 2, runtimeClass: 'test-1/cpu/fp32/x64' },
      checkpoints: [{ step: 2, hash, state: link }],
      refused: [],
      consents: { block: 9, head: hash },
    },
  });
}

describe('createCard', () => {
  it('carries every fact through the block and back, and the same facts give the same block', () => {
    const facts = makeFacts();
    const block = encodeCard({ ...facts, readme: link });
    expect(decodeCard(block.bytes)).to.deep.equal({ ...facts, readme: link });
    expect(encodeCard({ ...makeFacts(), readme: link }).digest).to.equal(block.digest);
  });

  it('has an evaluation digest that moves with any figure', () => {
    const { evaluation } = makeFacts();
    const [first, ...rest] = evaluation;
    const changed = [{ ...first!, after: first!.after + 1e-9 }, ...rest];
    expect(hashEvaluation(changed)).to.not.equal(hashEvaluation(evaluation));
  });
});

describe('renderModelCard', () => {
  it('shows mixture, evaluation with its sign, contributors and what was left out', () => {
    const markdown = renderModelCard(makeFacts());
    for (const part of ['60.00 %', '-0.5000', '+0.2500', '| withdrawn | 1 |', 'test-1/cpu', 'never trained on']) {
      expect(markdown).to.include(part);
    }
  });

  it('keeps a label from breaking the table or adding a heading', () => {
    const lines = renderModelCard(makeFacts()).split('\n');
    const row = lines.find((line) => line.includes('boss'));
    expect(row).to.include('A \\| B\\](x) \\# boss');
    expect(lines.filter((line) => line.startsWith('# '))).to.have.length(1);
  });
});
