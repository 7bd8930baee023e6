import type { DepositOptions } from '../../../client/deposit.ts';
import type { Register } from '../../../protocol/manifest/register.ts';
import type { Rights } from '../../../protocol/manifest/rights.ts';
import type { Tier } from '../../../protocol/manifest/tier.ts';

/** What a contributor wrote, chose and stated so far. */
export type DepositWords = {
  readonly text: string;
  readonly label: string;
  readonly language: string;
  /** Null until one is chosen. */
  readonly register: Register | null;
  /** Null until one is chosen. */
  readonly tier: Tier | null;
  readonly stated: { readonly [K in keyof Rights]: boolean };
  /** To the notice of the tier that is chosen. */
  readonly hasAgreed: boolean;
};

/** Nothing that allows a use, and nothing that is public for ever, is there beforehand. */
export const NOTHING: DepositWords = {
  text: '',
  label: '',
  language: 'und',
  register: null,
  tier: null,
  stated: { holdsRights: false, allPartyConsent: false, noMinors: false },
  hasAgreed: false,
};

/** Chooses a tier. Its notice is another one, so it has to be agreed to again. */
export function chooseTier(words: DepositWords, tier: Tier): DepositWords {
  return { ...words, tier, hasAgreed: words.hasAgreed && words.tier === tier };
}

/** Gives what can be deposited; null while something is not written, chosen, stated or agreed to. */
export function toDeposit({ stated, hasAgreed, ...words }: DepositWords): DepositOptions | null {
  const { text, register, tier } = words;
  const { holdsRights, allPartyConsent, noMinors } = stated;
  if (text.trim() === '' || !register || !tier || !hasAgreed) return null;
  if (!holdsRights || !allPartyConsent || !noMinors) return null;
  return { ...words, register, tier, rights: { holdsRights, allPartyConsent, noMinors } };
}
