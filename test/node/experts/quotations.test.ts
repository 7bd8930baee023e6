import { expect } from 'chai';
import { type Hex, keccak256, toHex } from 'viem';
import { createRetrievalExpert } from '../../../node/experts/kinds/retrieval.ts';
import { createQuotations } from '../../../node/experts/quotations.ts';
import type { Tier } from '../../../protocol/manifest/tier.ts';
import { someList } from '../gates/experts.ts';

const SENTENCES = {
  english: Array.from(
    { length: 60 },
    (_, i) => `The miller's rule number ${i} speaks of gear${i}, sluice${i} and stone${i}.`,
  ),
  chinese: Array.from({ length: 60 }, (_, i) => `第${i}条规矩说，磨坊主人必须在第${i}个早晨检查水闸和磨石。`),
};
const asker = (name: string): Hex => keccak256(toHex(name));

describe('createQuotations', () => {
  let now = 0;
  let tier: Tier = 'retrieval-only';
  beforeEach(() => {
    now = 1_700_000_000_000;
    tier = 'retrieval-only';
  });

  /** Searches for every sentence of a text and gives the part of it that came back. */
  const rebuild = async (sentences: readonly string[], askers: readonly Hex[]) => {
    const text = sentences.join(' ');
    const expert = createRetrievalExpert([{ id: 'sub:btext', text }], {
      domain: 'oral',
      corpus: { logs: [], list: someList },
    });
    const mayQuote = createQuotations({ tierOf: () => tier, now: () => now });
    const covered = new Uint8Array(text.length);
    for (const [nth, who] of askers.entries()) {
      // Each begins elsewhere, as those would who divide a text among them.
      const from = Math.floor((nth * sentences.length) / askers.length);
      for (const query of [...sentences.slice(from), ...sentences.slice(0, from)]) {
        const { output } = await expert.answer(
          { kind: 'retrieve', query, limit: 20, asker: who },
          {
            ...{ seed: 0n, signal: AbortSignal.timeout(10_000), onToken: async () => undefined },
            mayQuote: (place) => mayQuote(place, who),
          },
        );
        if (output.kind !== 'retrieve') throw new Error(output.kind);
        for (const { start, end } of output.passages) {
          expect(end - start).to.be.at.most(300);
          covered.fill(1, start, end);
        }
      }
    }
    return covered.reduce((sum, one) => sum + one, 0) / text.length;
  };

  for (const [script, sentences] of Object.entries(SENTENCES)) {
    it(`gives one who asks a tenth of a text that may only be searched: ${script}`, async () => {
      expect(await rebuild(sentences, [asker('ana')])).to.be.within(0.01, 0.2);
    });
    it(`gives everybody together a third of it: ${script}`, async () => {
      const everybody = Array.from({ length: 12 }, (_, i) => asker(`person ${i}`));
      expect(await rebuild(sentences, everybody)).to.be.within(0.2, 0.34);
    });
  }

  it('gives the whole of a public text', async () => {
    tier = 'public';
    expect(await rebuild(SENTENCES.english, [asker('ana')])).to.be.greaterThan(0.95);
  });

  it('quotes the same passage again, another one tomorrow, and never most of a text', () => {
    const mayQuote = createQuotations({ tierOf: () => tier, now: () => now });
    const place = { deposit: 'sub:btext', start: 0, end: 200, length: 1_000 };
    const other = { ...place, start: 200, end: 400 };
    expect(mayQuote(place, asker('ana'))).to.equal(true);
    expect(mayQuote(place, asker('ana'))).to.equal(true);
    expect(mayQuote(other, asker('ana'))).to.equal(false);
    expect(mayQuote({ ...other, deposit: 'sub:bother' }, asker('ana'))).to.equal(true);
    now += 24 * 3_600_000;
    expect(mayQuote(other, asker('ana'))).to.equal(true);
    expect(mayQuote({ ...place, deposit: 'sub:bshort', length: 210 }, asker('ana'))).to.equal(false);
  });
});
