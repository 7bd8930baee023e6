import { expect } from 'chai';
import { createTokenizer } from '../../../../node/models/decoder/tokenizer.ts';
import { createTinyBase } from '../tinyBase.ts';

describe('tokenizer', () => {
  const { tokenizerJson, tokenizerConfig } = createTinyBase();
  const tokenizer = createTokenizer(tokenizerJson, tokenizerConfig);

  for (const text of ['the seed', ' two\n\n\nlines \n', 'naïve – „größer“ 雪 🌱', "we'll don't 12,000.5", '']) {
    it(`gives back ${JSON.stringify(text)}`, () => {
      expect(tokenizer.decode(tokenizer.encode(text))).to.equal(text);
    });
  }

  it('uses the merges it learned', () => {
    expect(tokenizer.encode(' the seed')).to.have.length(2);
  });

  it('gives special tokens no bytes', () => {
    expect(tokenizer.bytesOf(2)).to.have.length(0);
  });
});
