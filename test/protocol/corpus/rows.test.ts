import { expect } from 'chai';
import fc from 'fast-check';
import { decodeBatchList, encodeBatchList } from '../../../protocol/blocks/batchList.ts';
import { chooseHeldOut, listRoot } from '../../../protocol/corpus/drawRun.ts';
import { buildRows, countWords, cutWords, TextMissingError } from '../../../protocol/corpus/rows.ts';
import { entry } from './fixtures.ts';

const encode = (text: string) => Int32Array.from(text, (letter) => letter.codePointAt(0) ?? 0);

describe('cutWords', () => {
  it('cuts whole words and keeps the line breaks between them', () => {
    const text = '  One line\n\nand another.\tEnd\n';
    expect(cutWords(text, { start: 1, length: 3 })).to.equal('line\n\nand another.');
    expect(cutWords(text, { start: 0, length: 99 })).to.equal('One line\n\nand another.\tEnd');
  });

  it('gives exactly the words asked for, for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.nat(10),
        fc.integer({ min: 1, max: 10 }),
        (text, start, length) => {
          const words = text.split(/\s+/u).filter(Boolean);
          const cut = cutWords(text, { start, length });
          if (start < words.length) expect(cut.split(/\s+/u)).to.deep.equal(words.slice(start, start + length));
          expect(countWords(text)).to.equal(words.length);
        },
      ),
    );
  });
});

describe('buildRows', () => {
  const texts = new Map([
    ['a', 'abc def'],
    ['b', 'xyz'],
  ]);
  const list = [
    { id: 'a', start: 0, length: 1, epoch: 0 },
    { id: 'b', start: 0, length: 1, epoch: 0 },
    { id: 'a', start: 0, length: 2, epoch: 1 },
  ];

  it('packs stretches with separators into rows of one length and fills the last', () => {
    const { rows, tokens } = buildRows(list, { texts, encode, sequence: 7, endOfText: 0 });
    expect(rows.map((row) => String.fromCodePoint(...row))).to.deep.equal(['abc\0xyz\0', 'abc def\0']);
    expect(Object.fromEntries(tokens)).to.deep.equal({ a: 10, b: 3 });
  });

  it('has a root that depends on every token and on the order', () => {
    const options = { texts, encode, sequence: 7, endOfText: 0 };
    const roots = [
      buildRows(list, options).root,
      buildRows(list.toReversed(), options).root,
      buildRows(list, { ...options, texts: new Map([...texts, ['b', 'xyZ']]) }).root,
    ];
    expect(new Set(roots).size).to.equal(3);
  });

  it('names a text that is missing', () => {
    expect(() => buildRows(list, { texts: new Map(), encode, sequence: 7, endOfText: 0 })).to.throw(TextMissingError);
  });
});

describe('encodeBatchList', () => {
  it('brings the same rows back and keeps their root', () => {
    const ids = ['one', 'two'].map((name) => entry({ name }).id);
    const rows = [0, 1, 0].map((i, epoch) => ({ id: ids[i] as string, start: 0, length: 5 + i, epoch }));
    const again = decodeBatchList(encodeBatchList(rows).bytes);
    expect(again).to.deep.equal(rows);
    expect(listRoot(again)).to.equal(listRoot(rows));
  });
});

describe('chooseHeldOut', () => {
  it('holds out about one in five, at least one, never all, and does not depend on the order', () => {
    const deposits = Array.from({ length: 1_000 }, (_, i) => ({ id: `sub:${i}`, register: 'oral' }));
    const chosen = chooseHeldOut(deposits, { oneIn: 5 });
    expect(chosen.size).to.be.within(160, 240);
    expect(chooseHeldOut(deposits.toReversed(), { oneIn: 5 })).to.deep.equal(chosen);
    for (let size = 1; size < 12; size += 1) {
      const held = chooseHeldOut(deposits.slice(0, size), { oneIn: 5 }).size;
      expect(held).to.be.within(size > 1 ? 1 : 0, Math.max(0, size - 1));
    }
  });

  it('keeps a deposit held out when the corpus grows', () => {
    const deposits = Array.from({ length: 300 }, (_, i) => ({ id: `sub:${i}`, register: 'oral' }));
    const small = chooseHeldOut(deposits.slice(0, 100), { oneIn: 5 });
    const large = chooseHeldOut(deposits, { oneIn: 5 });
    for (const id of small) expect(large.has(id)).to.equal(true);
  });
});
