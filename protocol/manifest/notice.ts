import { sha256 } from 'viem';
import { RIGHTS } from './rights.ts';
import { PERMISSIONS, TIERS, type Tier } from './tier.ts';

/** Which signatures are a contributor's (`receipts/verifyStatement.ts`). */
const SIGNER =
  'Only the key of my account signs for me here, or, where my account is a contract, what that contract accepts (ERC-1271). A session at a gate, or any other key, signs nothing.';

/**
 * What a contributor agrees to, a sentence a line; a wallet shows them as they are (`typedData/deposit.ts`). Whoever changes
 * a word changes the digest, and must keep the old words where signed statements are checked.
 */
export function consentTerms(tier: Tier): readonly string[] {
  return [
    ...RIGHTS.map(([, words]) => words),
    `Consent tier "${tier}": ${PERMISSIONS[tier].words}`,
    ...(PERMISSIONS[tier].training
      ? [
          'A model that was trained on it may repeat parts of it, and training cannot be undone: it is marked, not untrained.',
        ]
      : []),
    SIGNER,
    'The node that takes the text reads it, keeps its key under lock, and gives the key only to nodes that the chain names for what the tier allows; I can see to whom.',
    'My account, the size, language, register, tier and label of the text stay in a public log for ever, and so does a withdrawal. The text itself does not.',
    'I can lower the tier or withdraw at any time: "tilth deposit tier" and "tilth deposit withdraw", or My deposits on the page. Withdrawing erases key and text on the nodes of the commons; copies that others made of a public text, or that a dishonest node kept, are out of its reach.',
  ];
}

/** The notice of a tier as one text. */
export function consentNotice(tier: Tier): string {
  return consentTerms(tier).join('\n');
}

function digestOf(terms: readonly string[]): `0x${string}` {
  return sha256(new TextEncoder().encode(terms.join('\n')));
}

/** SHA-256 of the notice for a tier, as it stands in the manifest and in the signature. */
export function noticeDigest(tier: Tier): `0x${string}` {
  return digestOf(consentTerms(tier));
}

/** The notices that statements in logs are signed under: the one of today, and the one before it said who signs. */
const TERMS_BY_DIGEST: ReadonlyMap<string, readonly string[]> = new Map(
  TIERS.flatMap((tier) => {
    const terms = consentTerms(tier);
    return [terms, terms.filter((it) => it !== SIGNER)].map((it) => [digestOf(it), Object.freeze(it)] as const);
  }),
);

/** The terms that a digest stands for; one line that says so where it stands for none that this program knows. */
export function termsOf(digest: `0x${string}`): readonly string[] {
  return TERMS_BY_DIGEST.get(digest) ?? [`Unknown notice ${digest}`];
}
