import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { keccak256, toHex } from 'viem';
import { createRetrievalExpert } from '../../../node/experts/kinds/retrieval.ts';
import { type Asking, createQuotations } from '../../../node/experts/quotations.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { openQuotations } from '../../../node/journal/quotations.ts';
import { someList } from '../gates/experts.ts';

const SENTENCES = {
  english: Array.from(
    { length: 60 },
    (_, i) => `The miller's rule number ${i} speaks of gear${i}, sluice${i} and stone${i}.`,
  ),
  chinese: Array.from({ length: 60 }, (_, i) => `第${i}条规矩说，磨坊主人必须在第${i}个早晨检查水闸和磨石。`),
};
const [NEAR, FAR] = [`0x${'0a'.repeat(20)}`, `0x${'0b'.repeat(20)}`] as const;
const asker = (name: string, gate: Asking['gate'] = NEAR): Asking => ({ gate, asker: keccak256(toHex(name)) });

describe('createQuotations', () => {
  let folder: string;
  let now = 0;
  let isOpen = false;
  let journal: ReturnType<typeof openJournal>;
  /** The node starts, again. */
  const start = () => {
    journal?.close();
    journal = openJournal(join(folder, 'journal.sqlite'));
    const book = openQuotations(journal, ({ cause }) => expect.fail(String(cause)));
    return createQuotations({ isOpen: () => isOpen, book, now: () => now });
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tilth-quotations-'));
    now = 1_700_000_000_000;
    isOpen = false;
  });
  afterEach(() => {
    journal.close();
    rmSync(folder, { recursive: true });
  });

  /** Searches for every sentence of a text and gives the part of it that came back. */
  const rebuild = async (sentences: readonly string[], askers: readonly Asking[]) => {
    const text = sentences.join(' ');
    // Two experts of one node hold the text: they have one budget.
    const experts = ['oral', 'epistolary'].map((domain) =>
      createRetrievalExpert([{ id: 'sub:btext', text }], { domain, corpus: { logs: [], list: someList } }),
    );
    const mayQuote = start();
    const covered = new Uint8Array(text.length);
    for (const [nth, who] of askers.entries()) {
      // Each begins elsewhere, as those would who divide a text among them.
      const from = Math.floor((nth * sentences.length) / askers.length);
      for (const [i, query] of [...sentences.slice(from), ...sentences.slice(0, from)].entries()) {
        const { output } = await experts[i % 2]!.answer(
          { kind: 'retrieve', query, limit: 20, asker: who.asker },
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
    it(`gives all who ask through one gate a quarter of it, be they real or invented: ${script}`, async () => {
      const everybody = Array.from({ length: 12 }, (_, i) => asker(`person ${i}`));
      expect(await rebuild(sentences, everybody)).to.be.within(0.15, 0.25);
    });
    it(`gives everybody together a third of it: ${script}`, async () => {
      const everybody = Array.from({ length: 12 }, (_, i) => asker(`person ${i}`, i % 2 ? NEAR : FAR));
      expect(await rebuild(sentences, everybody)).to.be.within(0.15, 0.34);
    });
  }

  it('gives the whole of a public text', async () => {
    isOpen = true;
    expect(await rebuild(SENTENCES.english, [asker('ana')])).to.be.greaterThan(0.95);
  });

  const place = { deposit: 'sub:btext', rank: 0, start: 0, end: 200, length: 1_000 };
  const other = { ...place, start: 200, end: 400 };

  it('quotes the same passage again, another one tomorrow, and never most of a text', () => {
    const mayQuote = start();
    expect(mayQuote(place, asker('ana'))).to.equal(true);
    expect(mayQuote(place, asker('ana'))).to.equal(true);
    expect(mayQuote(other, asker('ana'))).to.equal(false);
    expect(mayQuote({ ...other, deposit: 'sub:bother' }, asker('ana'))).to.equal(true);
    now += 24 * 3_600_000;
    expect(mayQuote(other, asker('ana'))).to.equal(true);
    expect(mayQuote({ ...place, deposit: 'sub:bshort', length: 210 }, asker('ana'))).to.equal(false);
  });

  it('gives nobody a new budget for a restart, and keeps nothing of yesterday', async () => {
    expect(start()(place, asker('ana'))).to.equal(true);
    // What is committed later is on disk no earlier: the receipt of the answer is.
    await journal.commit(() => undefined);
    const mayQuote = start();
    expect(mayQuote(place, asker('ana')), 'the same passage').to.equal(true);
    expect(mayQuote(other, asker('ana')), 'another one').to.equal(false);
    const countRows = () => journal.database.prepare('SELECT count(*) AS n FROM quotations').get();
    expect(countRows()).to.deep.include({ n: 1 });
    now += 24 * 3_600_000;
    expect(mayQuote({ ...place, deposit: 'sub:bother', end: 900 }, asker('ana'))).to.equal(false);
    expect(countRows()).to.deep.include({ n: 0 });
  });

  it('leaves the askers of other gates their quotations when one gate invents any number of askers', () => {
    const mayQuote = start();
    const long = { ...place, length: 100_000 };
    for (let i = 0; i < 2_000; i += 1) mayQuote({ ...long, start: i * 200, end: (i + 1) * 200 }, asker(`nobody ${i}`));
    expect(mayQuote({ ...long, start: 99_000, end: 99_200 }, asker('ana', FAR))).to.equal(true);
    expect(mayQuote({ ...long, start: 98_000, end: 98_200 }, asker('ana'))).to.equal(false);
  });
});
