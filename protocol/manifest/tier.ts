import { BaseError } from '../errors/BaseError.ts';

/** Consent tiers in the order of the chain's numbers (ConsentRegistry). */
export const TIERS = ['public', 'retrieval-only', 'training-only', 'federated', 'archive-only'] as const;

/** What a contributor allows. */
export type Tier = (typeof TIERS)[number];

/** What a text may be opened for: to be read whole by anyone, quoted from, or trained on. */
export const PURPOSES = ['reading', 'retrieval', 'training'] as const;

/** What a content key may be released for. */
export type Purpose = (typeof PURPOSES)[number];

type Permission = Readonly<Record<Purpose, boolean>> & { readonly words: string };

/** What each tier allows; `words` is what a contributor reads before signing. */
export const PERMISSIONS: Readonly<Record<Tier, Permission>> = {
  public: {
    reading: true,
    retrieval: true,
    training: true,
    words: 'Anyone may read it; it may be quoted and used for training.',
  },
  'retrieval-only': {
    reading: false,
    retrieval: true,
    training: false,
    words: 'Short quotations with a link; never used for training.',
  },
  'training-only': {
    reading: false,
    retrieval: false,
    training: true,
    words: 'Used for training; no program of the commons shows it.',
  },
  federated: {
    reading: false,
    retrieval: false,
    training: false,
    words: 'Never leaves its site; only approved work on the site.',
  },
  'archive-only': { reading: false, retrieval: false, training: false, words: 'Kept, and used for nothing.' },
};

/** Tells whether a tier allows a purpose. */
export function allows(tier: Tier, purpose: Purpose): boolean {
  return PERMISSIONS[tier][purpose];
}

/** Tells whether moving from one tier to another takes no right that the first did not already give. */
export function isLowering(from: Tier, to: Tier): boolean {
  return from !== to && !PURPOSES.some((purpose) => allows(to, purpose) && !allows(from, purpose));
}

/** Returns the word as a tier. @throws UnknownTierError */
export function parseTier(word: string): Tier {
  const tier = TIERS.find((known) => known === word);
  if (!tier) throw new UnknownTierError(word);
  return tier;
}

/** A word that names no tier. */
export class UnknownTierError extends BaseError {
  override readonly name = 'UnknownTierError';
  override readonly kind = 'invalid';
  constructor(tier: string) {
    super('This consent tier does not exist.', { values: { tier }, hint: `Choose one of: ${TIERS.join(', ')}.` });
  }
}
