import { expect } from 'chai';
import { encodeCore } from '../../../protocol/blocks/core.ts';
import { BadLanguageError, canonicalLanguage, parseLanguage } from '../../../protocol/manifest/language.ts';
import { entry } from '../corpus/fixtures.ts';

describe('language tag', () => {
  const canonical = {
    en: 'en',
    und: 'und',
    'EN-us': 'en-US',
    'zh-hant-tw': 'zh-Hant-TW',
    'ZH-CMN-Hans-CN': 'zh-cmn-Hans-CN',
    'es-419': 'es-419',
    'de-1996': 'de-1996',
    'sl-rozaj-biske': 'sl-rozaj-biske',
    'sl-Rozaj-Biske-1994': 'sl-rozaj-biske-1994',
    'de-CH-x-phonebk': 'de-CH-x-phonebk',
    'en-x-DIALECT': 'en-x-dialect',
    'x-home-made': 'x-home-made',
    'az-Latn-x-LATN': 'az-Latn-x-latn',
    'en-CA-x-CA': 'en-CA-x-ca',
    'en-u-ca-Buddhist': 'en-u-ca-buddhist',
    'de-a-Extend1-x-y-any': 'de-a-extend1-x-y-any',
    'ja-t-it-m0-ungegn': 'ja-t-it-m0-ungegn',
    'i-klingon': 'i-klingon',
    'sgn-be-fr': 'sgn-BE-FR',
    'art-lojban': 'art-lojban',
  };
  for (const [tag, spelling] of Object.entries(canonical))
    it(`takes ${tag}`, () => {
      expect(parseLanguage(tag)).to.equal(spelling);
      expect(parseLanguage(spelling)).to.equal(spelling);
    });

  const refused = [
    ...['', 'e', 'en-', '-en', 'en--us', 'en_US', 'english1', 'en us', 'en-x', 'x', 'en-x-ninechars', 'i-made-up'],
    // Two regions, a doubled variant, a doubled extension, an extension of nothing, and one character too many.
    ...['en-US-GB', 'de-1996-1996', 'en-a-bbb-a-ccc', 'en-a', 'en-a-b', `x${'-abcdefgh'.repeat(4)}`],
    ...['en\u0000', 'en\u202e', 'é', 'DE-4', 'a-DE', 'ar-a-aaa-b-bbb-a-ccc'],
  ];
  for (const tag of refused)
    it(`refuses ${JSON.stringify(tag)}`, () => {
      expect(canonicalLanguage(tag)).to.equal(null);
      expect(() => parseLanguage(tag)).to.throw(BadLanguageError);
    });

  it('stands in a manifest in its one spelling', () => {
    const { core } = entry({ name: 'a text' });
    for (const spelling of Object.values(canonical))
      expect(() => encodeCore({ ...core, language: spelling })).to.not.throw();
    for (const tag of ['EN-us', 'zh-hant', 'en-US-GB']) expect(() => encodeCore({ ...core, language: tag })).to.throw();
  });
});
