import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { type AnchoredText, findResemblances } from '../../../protocol/corpus/nearDuplicates.ts';
import { jaccardBp, shingle, shingling, sketch } from '../../../protocol/corpus/shingles.ts';

const corpus = new URL('../../../scripts/local/corpus/', import.meta.url);
const texts = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.txt'))
  .sort()
  .map((name, position) => anchored(name, readFileSync(new URL(name, corpus), 'utf8'), { position: position + 1 }));

function anchored(id: string, text: string, where: Partial<AnchoredText['anchor']>): AnchoredText {
  return { id, text, anchor: { block: 10, logId: 1, position: 0, ...where } };
}

const findNearDuplicates = (all: readonly AnchoredText[]) => findResemblances(all).nearDuplicates;

describe('findResemblances', () => {
  it('keeps the earliest of a group by the time of its anchor, not by its place in a log, for any order of input', () => {
    const source = texts[0]?.text ?? '';
    const copies = [
      anchored('copy late', `${source} One more sentence at the end.`, { position: 900 }),
      anchored('copy in a quiet log', source.toUpperCase(), { block: 11, logId: 2, position: 0 }),
    ];
    const all = [...texts, ...copies];
    const found = findNearDuplicates(all);
    expect(found.filter((it) => it.id.startsWith('copy')).map((it) => it.of)).to.deep.equal([
      texts[0]?.id,
      texts[0]?.id,
    ]);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(findNearDuplicates(shuffled)).to.deep.equal(found);
      }),
      { numRuns: 5 },
    );
  });

  it('takes different texts of one place and subject apart', () => {
    const found = findNearDuplicates(texts);
    console.log(
      `      of ${texts.length} texts: ${found.map((it) => `${it.id} ~ ${it.of} ${it.similarityBp}`).join('; ')}`,
    );
    expect(found.length).to.be.below(texts.length / 10);
    for (const { id, of } of found) expect([id, of].some((name) => name.includes('variant'))).to.equal(true);
  });

  it('finds a copy whose words only look the same', () => {
    const source = texts[0]?.text ?? '';
    const between = (mark: string) => source.replace(/(?<=\p{L})(?=\p{L})/gu, mark);
    const swap = (from: string, to: string) => {
      const other = new Map([...from].map((letter, i) => [letter, [...to][i]] as const));
      return [...source].map((letter) => other.get(letter) ?? letter).join('');
    };
    const copies = {
      'zero-width spaces': between('\u200b'),
      'word joiners': between('\u2060'),
      'soft hyphens': between('\u00ad'),
      'variation selectors': between('\ufe00'),
      tags: between('\u{e0041}'),
      accents: between('\u0301'),
      'spaces between letters': between(' '),
      'no spaces': source.replaceAll(/\s/g, ''),
      'dots for spaces': source.replaceAll(' ', '.'),
      'hyphens for spaces': source.replaceAll(' ', '-'),
      'dashes between words': source.replaceAll(' ', ' — '),
      'wide letters': source.replace(/[a-z]/gi, (it) => String.fromCharCode(it.charCodeAt(0) + 0xfee0)),
      'Cyrillic letters': swap('aceopxyijsABCEHKMOPTXI', 'асеорхуіјѕАВСЕНКМОРТХІ'),
      'Greek letters': swap('aoivABEHIKMNOPTXYZ', 'αοινΑΒΕΗΙΚΜΝΟΡΤΧΥΖ'),
      'Armenian and Cherokee letters': swap('houASTRW', 'հօսᎪᏚᎢᎡᎳ'),
      'letters in bold': swap('aeiost', '𝐚𝐞𝐢𝐨𝐬𝐭'),
      'letters in circles': swap('aeiost', 'ⓐⓔⓘⓞⓢⓣ'),
      'digits and capitals': swap('lo', 'I0'),
      'r and n for m': source.replaceAll('m', 'rn'),
    };
    for (const [what, text] of Object.entries(copies)) {
      const all = [anchored('source', source, {}), anchored('copy', text, { position: 1 })];
      expect(findNearDuplicates(all), what).to.deep.equal([{ id: 'copy', of: 'source', similarityBp: 10_000 }]);
    }
  });

  it('finds a copy with another word in each 16, and tells that one with another in each 6 is similar', () => {
    const source = texts
      .slice(0, 8)
      .map(({ text }) => text)
      .join('\n');
    const changed = (every: number) => {
      let count = 0;
      return source.replace(/\p{L}+/gu, (word) => (++count % every === 0 ? [...word].reverse().join('') : word));
    };
    const compare = (every: number) =>
      findResemblances([anchored('source', source, {}), anchored('copy', changed(every), { position: 1 })]);
    expect(compare(18).nearDuplicates).to.have.length(1);
    expect(compare(8)).to.have.nested.property('similar[0].of', 'source');
    expect(compare(8).nearDuplicates).to.have.length(0);
    expect(compare(6).similar).to.have.length(1);
  });

  it('gives others their turn while it reads a long text of anything', () => {
    const odd = [
      'a',
      'the mill by the river ',
      '川',
      '각'.normalize('NFD'),
      '\u0301',
      '\ufdfa',
      '!',
      '\n',
      '👨‍👩‍👧',
      '\ud800',
    ];
    for (const piece of odd) {
      let longest = 0;
      let last = process.cpuUsage();
      const steps = shingling(piece.repeat(100_000 / piece.length));
      for (let count = 0; !steps.next().done; count += 1) {
        if (count % 64 !== 0) continue;
        const { user, system } = process.cpuUsage(last);
        longest = Math.max(longest, (user + system) / 1000);
        last = process.cpuUsage();
      }
      expect(longest, JSON.stringify(piece)).to.be.below(30);
    }
  });

  it('reads the scripts whose letters Unicode calls symbols', () => {
    const source = texts[0]?.text ?? '';
    const toSymbols = (text: string, from: number) =>
      `${[...text.toLowerCase()].map((it) => (/[a-z]/.test(it) ? String.fromCodePoint(from + it.charCodeAt(0)) : it)).join('')} 1`;
    for (const [script, from] of [
      ['Braille', 0x2800],
      ['SignWriting', 0x1d800],
    ] as const) {
      const other = anchored('other', toSymbols(texts[1]?.text ?? '', from), { position: 1 });
      const copy = anchored('copy', `${toSymbols(source, from)} ${String.fromCodePoint(from + 7)}`, { position: 2 });
      const found = findNearDuplicates([anchored('source', toSymbols(source, from), {}), other, copy]);
      expect(
        found.map(({ id, of }) => [id, of]),
        script,
      ).to.deep.equal([['copy', 'source']]);
    }
  });

  it('handles odd texts: empty, one word, no letters, other scripts, very repetitive', () => {
    const odd = ['', 'word', '!!! ???', '日本語の短い文', 'na '.repeat(2_000), 'na '.repeat(3_000)];
    const found = findNearDuplicates(odd.map((text, position) => anchored(`${position}`, text, { position })));
    expect(found.map((it) => [it.id, it.of])).to.deep.equal([['5', '4']]);
  });
});

describe('sketch', () => {
  it('estimates Jaccard similarity within sampling error', () => {
    const words = Array.from({ length: 600 }, (_, i) => `word${i}`);
    const a = shingle(words.slice(0, 500).join(' '));
    const b = shingle(words.slice(100).join(' '));
    const [x, y] = [sketch(a), sketch(b)];
    const estimate = x.filter((value, i) => value === y[i]).length / x.length;
    expect(estimate).to.be.closeTo(jaccardBp(a, b) / 10_000, 0.13);
  });
});
