import { expect } from 'chai';
import fc from 'fast-check';
import { decodeBatchList, encodeBatchList } from '../../../protocol/blocks/batchList.ts';
import { listRoot } from '../../../protocol/corpus/drawRun.ts';
import { buildRows, cutBytes, PADDING, TextMissingError } from '../../../protocol/corpus/rows.ts';
import { entry } from './fixtures.ts';

const encode = (text: string) => Int32Array.from(text, (letter) => letter.codePointAt(0) ?? 0);

const utf8 = new TextEncoder();

describe('cutBytes', () => {
  it('leaves out a character that lies across an end', () => {
    const text = utf8.encode('aé漢b');
    expect(cutBytes(text, { start: 0, length: 2 })).to.equal('a');
    expect(cutBytes(text, { start: 2, length: 4 })).to.equal('漢');
    expect(cutBytes(text, { start: 4, length: 1 })).to.equal('');
    expect(cutBytes(text, { start: 0, length: 99 })).to.equal('aé漢b');
  });

  it('gives a part of the text that is never longer than asked for, and never half a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.nat(40),
        fc.integer({ min: 1, max: 40 }),
        (text, start, length) => {
          const cut = cutBytes(utf8.encode(text), { start, length });
          expect(text.includes(cut)).to.equal(true);
          const size = utf8.encode(cut).length;
          expect(size).to.be.at.most(length);
          const room = Math.min(length, Math.max(0, utf8.encode(text).length - start));
          expect(size).to.be.at.least(room - 6);
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
    { id: 'a', start: 0, length: 3, epoch: 0 },
    { id: 'b', start: 0, length: 3, epoch: 0 },
    { id: 'a', start: 0, length: 6, epoch: 1 },
  ];

  it('packs stretches with separators into rows of one length and fills the last', () => {
    const { rows, tokens } = buildRows(list, { texts, encode, sequence: 7, endOfText: 0 });
    expect(rows.map((row) => String.fromCodePoint(...row.filter((token) => token >= 0)))).to.deep.equal([
      'abc\0xyz\0',
      'abc de\0',
    ]);
    expect(rows[1]?.at(-1)).to.equal(PADDING);
    expect(Object.fromEntries(tokens)).to.deep.equal({ a: 9, b: 3 });
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
