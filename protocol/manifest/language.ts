import { BaseError } from '../errors/BaseError.ts';

/** RFC 5646 recommends room for this many characters; nobody needs more. */
const LONGEST = 35;

/** Tags of before the grammar, which it does not describe (RFC 5646, `irregular`). */
const IRREGULAR =
  /^(en-gb-oed|i-(ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)|sgn-(be-fr|be-nl|ch-de))$/;

/** `langtag` and `privateuse` of RFC 5646, in lower case; a registry of subtags is not asked, so that every program agrees. */
const GRAMMAR = new RegExp(
  [
    '^(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})', // language, with its extension
    '(?:-[a-z]{4})?', // script
    '(?:-(?:[a-z]{2}|[0-9]{3}))?', // region
    '(?<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)',
    '(?<extensions>(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*)',
    '(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+)$', // private use, after a tag or alone
  ].join(''),
);

/**
 * The one spelling of a language tag that is well-formed by RFC 5646: `ZH-hant-tw` is `zh-Hant-TW`; null for what is none, or
 * is longer than 35 characters. `und` says that a language is not known.
 */
export function canonicalLanguage(tag: string): string | null {
  if (tag.length > LONGEST) return null;
  const lower = tag.toLowerCase();
  const { variants = '', extensions = '' } = GRAMMAR.exec(lower)?.groups ?? {};
  const isWellFormed =
    GRAMMAR.test(lower) && isEachOnce(variants.match(/[^-]+/g)) && isEachOnce(extensions.match(/-.(?=-)/g));
  return isWellFormed || IRREGULAR.test(lower) ? inCase(lower) : null;
}

/** Returns the tag in its one spelling. @throws BadLanguageError */
export function parseLanguage(tag: string): string {
  const canonical = canonicalLanguage(tag);
  if (canonical === null) throw new BadLanguageError(tag);
  return canonical;
}

function isEachOnce(subtags: readonly string[] | null): boolean {
  return new Set(subtags).size === (subtags ?? []).length;
}

/** Two letters are a region and four a script, unless they stand first or behind a single character (RFC 5646, 2.1.1). */
function inCase(lower: string): string {
  const subtags = lower.split('-');
  const single = subtags.findIndex((it) => it.length === 1);
  const end = single < 0 ? subtags.length : single;
  return subtags
    .map((it, i) => {
      if (i === 0 || i > end) return it;
      if (it.length === 2) return it.toUpperCase();
      return it.length === 4 ? it.charAt(0).toUpperCase() + it.slice(1) : it;
    })
    .join('-');
}

/** A word that is no language tag. */
export class BadLanguageError extends BaseError {
  override readonly name = 'BadLanguageError';
  override readonly kind = 'invalid';
  constructor(language: string) {
    super('This is no language tag.', {
      values: { language: language.slice(0, 2 * LONGEST) },
      hint: `Write one as in BCP 47, at most ${LONGEST} characters: en, zh-Hant-TW, en-x-dialect; und where it is not known.`,
    });
  }
}
