import { sha256 } from 'viem';
import { PERMISSIONS, type Tier } from './tier.ts';

/** The words a contributor agrees to. Changing them changes the digest that is signed. */
export function consentNotice(tier: Tier): string {
  return [
    'I hold the rights to this text, everyone in it agrees, and it holds no personal data of minors.',
    `Consent tier "${tier}": ${PERMISSIONS[tier].words}`,
    'I can lower the tier or withdraw at any time. Models already trained are marked, not untrained.',
  ].join('\n');
}

/** SHA-256 of the notice for a tier, as it stands in the manifest and in the signature. */
export function noticeDigest(tier: Tier): `0x${string}` {
  return sha256(new TextEncoder().encode(consentNotice(tier)));
}
